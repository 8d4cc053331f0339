#include "review/ExtensionsCsv.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "review/SnapshotsModel.h"

#include <QDir>
#include <QSaveFile>

namespace ksp {

namespace {

QString cell(QString text)
{
    text = cellText(text);
    text.replace(u'"', QLatin1String("\"\""));
    return u'"' + text + u'"';
}

QString nextWord(const ExtensionState &state)
{
    if (!state.snapshots)
        return {};
    switch (ReviewStatus::of(state.leadingStatus()).next) {
    case NextActor::You:
        return QStringLiteral("you");
    case NextActor::Reviewers:
        return QStringLiteral("reviewers");
    case NextActor::Nobody:
        return QStringLiteral("nobody");
    case NextActor::Unknown:
        break;
    }
    return {};
}

} // namespace

QByteArray ExtensionsCsv::text(const QList<ExtensionState> &extensions)
{
    QString text
        = QStringLiteral("\uFEFFname,id,status,latest_version,newest_version,newest_status,next,last_change\r\n");
    for (const ExtensionState &state : extensions) {
        const Snapshot *newest = state.newest();
        const QStringList cells{cell(state.extension.name), cell(state.extension.id), cell(state.extension.status),
            cell(state.extension.latestVersion), cell(newest ? newest->version : QString()),
            cell(newest ? newest->status : QString()), cell(nextWord(state)),
            cell(SnapshotsModel::exactTime(state.changedAt()))};
        text += cells.join(u',') + QLatin1String("\r\n");
    }
    return text.toUtf8();
}

Result<void> ExtensionsCsv::write(const QList<ExtensionState> &extensions, const QString &file)
{
    QSaveFile out(file);
    const QByteArray bytes = text(extensions);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit())
        return {};
    return failure(ErrorKind::Internal,
        tr("The file %1 could not be written: %2").arg(QDir::toNativeSeparators(file), out.errorString()));
}

} // namespace ksp
