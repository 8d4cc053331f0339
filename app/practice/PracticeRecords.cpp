#include "practice/PracticeRecords.h"

#include "core/VersionOrder.h"

#include <QJsonArray>

#include <algorithm>

namespace ksp {

namespace {

QDateTime timeFromJson(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

bool isDigest(const QByteArray &text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

QJsonObject toStateJson(const PracticeSnapshot &snapshot)
{
    return {{QStringLiteral("snapshot_id"), snapshot.id}, {QStringLiteral("status"), snapshot.status},
        {QStringLiteral("version"), snapshot.package.version},
        {QStringLiteral("apiVersion"), snapshot.package.apiVersion},
        {QStringLiteral("appVersion"), snapshot.package.appVersion},
        {QStringLiteral("description"), snapshot.package.description},
        {QStringLiteral("digest"), QString::fromLatin1(snapshot.digest)}, {QStringLiteral("note"), snapshot.note},
        {QStringLiteral("created_at"), toRfc3339(snapshot.createdAt)},
        {QStringLiteral("updated_at"), toRfc3339(snapshot.updatedAt)},
        {QStringLiteral("submitted_at"), toRfc3339(snapshot.submittedAt)}};
}

std::optional<PracticeSnapshot> snapshotFromStateJson(const QJsonObject &object, const QString &name)
{
    const auto text = [&object](QLatin1String key) { return object.value(key).toString(); };
    PracticeSnapshot snapshot{text(QLatin1String("snapshot_id")), text(QLatin1String("status")),
        PackageInfo{name, text(QLatin1String("version")), text(QLatin1String("apiVersion")),
            text(QLatin1String("appVersion")), text(QLatin1String("description"))},
        text(QLatin1String("digest")).toLatin1(), text(QLatin1String("note")),
        timeFromJson(object.value(QLatin1String("created_at"))),
        timeFromJson(object.value(QLatin1String("updated_at"))),
        timeFromJson(object.value(QLatin1String("submitted_at")))};
    const bool submitted = snapshot.status == QLatin1String("submitted");
    if (!isCloudId(snapshot.id) || snapshot.status.isEmpty() || snapshot.version().isEmpty()
        || !snapshot.createdAt.isValid() || !snapshot.updatedAt.isValid() || submitted != snapshot.submittedAt.isValid()
        || !(snapshot.digest.isEmpty() || isDigest(snapshot.digest))) {
        return std::nullopt;
    }
    return snapshot;
}

} // namespace

bool PracticeSnapshot::isOffered() const
{
    return !digest.isEmpty() && (status == QLatin1String("submitted") || status == QLatin1String("active"));
}

void PracticeExtension::updateLatestVersion()
{
    QString highest;
    for (const PracticeSnapshot &snapshot : std::as_const(snapshots)) {
        if (snapshot.status == QLatin1String("active")
            && (highest.isEmpty() || compareVersions(highest, snapshot.version()) < 0)) {
            highest = snapshot.version();
        }
    }
    if (!highest.isEmpty()) {
        latestVersion = highest;
    }
}

QString PracticeExtension::status() const
{
    return latestVersion.isEmpty() ? QStringLiteral("draft") : QStringLiteral("ready");
}

qsizetype PracticeExtension::indexOfId(const QString &snapshotId) const
{
    const auto found = std::find_if(
        snapshots.begin(), snapshots.end(), [&](const PracticeSnapshot &each) { return each.id == snapshotId; });
    return found == snapshots.end() ? -1 : found - snapshots.begin();
}

qsizetype PracticeExtension::indexOfVersion(const QString &version) const
{
    const auto found = std::find_if(
        snapshots.begin(), snapshots.end(), [&](const PracticeSnapshot &each) { return each.version() == version; });
    return found == snapshots.end() ? -1 : found - snapshots.begin();
}

QString toRfc3339(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QJsonObject toStateJson(const PracticeExtension &extension)
{
    QJsonArray snapshots;
    for (const PracticeSnapshot &snapshot : extension.snapshots) {
        snapshots.append(toStateJson(snapshot));
    }
    return {{QStringLiteral("extension_id"), extension.id}, {QStringLiteral("name"), extension.name},
        {QStringLiteral("owner"), extension.owner}, {QStringLiteral("latest_version"), extension.latestVersion},
        {QStringLiteral("snapshots"), snapshots}};
}

std::optional<PracticeExtension> extensionFromStateJson(const QJsonObject &object)
{
    PracticeExtension extension;
    extension.id = object.value(QLatin1String("extension_id")).toString();
    extension.name = object.value(QLatin1String("name")).toString();
    extension.owner = object.value(QLatin1String("owner")).toString();
    const QJsonArray snapshots = object.value(QLatin1String("snapshots")).toArray();
    if (!isCloudId(extension.id) || extension.name.isEmpty() || extension.owner.isEmpty() || snapshots.isEmpty()) {
        return std::nullopt;
    }
    for (const auto &each : snapshots) {
        std::optional<PracticeSnapshot> snapshot = snapshotFromStateJson(each.toObject(), extension.name);
        if (!snapshot) {
            return std::nullopt;
        }
        extension.snapshots.append(*std::move(snapshot));
    }
    const QString latest = object.value(QLatin1String("latest_version")).toString();
    extension.latestVersion = extension.indexOfVersion(latest) >= 0 ? latest : QString();
    extension.updateLatestVersion();
    return extension;
}

bool isCloudId(const QString &text)
{
    return text.size() == 18 && text.front() != u'0'
        && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace ksp
