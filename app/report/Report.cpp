#include "report/Report.h"

#include <KZip>

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSysInfo>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Report)
};

/// The last `mostBytes` of a file, from the beginning of a line; of the whole file where it is shorter.
QString tail(const QString &fileName, qint64 mostBytes)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const qint64 skipped = std::max<qint64>(0, file.size() - mostBytes);
    file.seek(skipped);
    QByteArray bytes = file.read(mostBytes);
    if (skipped > 0)
        bytes.remove(0, bytes.indexOf('\n') + 1);
    return QString::fromUtf8(bytes);
}

} // namespace

Report::Facts Report::systemFacts()
{
    return {{QStringLiteral("Program"),
                QCoreApplication::applicationName() + QLatin1Char(' ') + QStringLiteral(KSP_VERSION)},
        {QStringLiteral("Qt"),
            QStringLiteral("%1, built with %2").arg(QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR))},
        {QStringLiteral("System"),
            QSysInfo::prettyProductName() + QLatin1Char(' ') + QSysInfo::currentCpuArchitecture()},
        {QStringLiteral("Kernel"), QSysInfo::kernelType() + QLatin1Char(' ') + QSysInfo::kernelVersion()},
        {QStringLiteral("Desktop"),
            qEnvironmentVariable("XDG_CURRENT_DESKTOP") + QLatin1Char(' ') + qEnvironmentVariable("XDG_SESSION_TYPE")},
        {QStringLiteral("Languages"), QLocale().uiLanguages().join(u' ')}};
}

QString Report::redacted(const QString &text)
{
    struct Rule
    {
        QRegularExpression what;
        QString instead;
    };
    static const QList<Rule> rules{
        {QRegularExpression(QStringLiteral("\\bkck-[0-9A-Za-z-]+")), QStringLiteral("kck-…")},
        {QRegularExpression(QStringLiteral("(?i)\\b(bearer|basic)\\s+[^\\s\"']+")), QStringLiteral("\\1 …")},
        {QRegularExpression(QStringLiteral("(?i)(authorization|token|password|secret|api[_-]?key)([\"']?\\s*[:=]\\s*)"
                                           "[^\\s,;}]+")),
            QStringLiteral("\\1\\2…")},
        {QRegularExpression(QStringLiteral("\\b[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+")), QStringLiteral("…@…")},
        {QRegularExpression(QStringLiteral("(/users/)[^/\\s?]+")), QStringLiteral("\\1…")},
        {QRegularExpression(QStringLiteral("\\busr-[0-9A-Za-z]+")), QStringLiteral("usr-…")},
        {QRegularExpression(QStringLiteral("(//)[^/\\s@]+@")), QStringLiteral("\\1…@")},
    };
    QString result = text;
    // The home's own path first: it may hold the user's name in any form.
    const QString home = QDir::homePath();
    if (home.size() > 1)
        result.replace(home, QStringLiteral("~"));
    for (const Rule &rule : rules)
        result.replace(rule.what, rule.instead);
    return result;
}

QString Report::text(const Facts &facts, const QString &logFile)
{
    QString text;
    for (const auto &[name, value] : facts)
        text += name + QStringLiteral(": ") + value.simplified() + QLatin1Char('\n');
    if (const QString log = tail(logFile, logBytes); !log.isEmpty())
        text += QStringLiteral("\nLog:\n") + log;
    return redacted(text);
}

Result<void> Report::save(const QString &fileName, const Facts &facts, const QString &logFile)
{
    const auto failed = [&](const QString &detail) {
        return failure(ErrorKind::Internal,
            Text::tr("The report cannot be saved as %1. Choose another folder, or make room on the disk.")
                .arg(QDir::toNativeSeparators(fileName)),
            detail);
    };
    // In memory first: KZip closes what it writes to, which a QSaveFile does not bear.
    QBuffer buffer;
    KZip zip(&buffer);
    if (!zip.open(QIODevice::WriteOnly))
        return failed(zip.errorString());
    bool ok = zip.writeFile(QStringLiteral("report.txt"), text(facts, {}).toUtf8());
    constexpr qint64 wholeLog = 4 * 1024 * 1024;
    for (const QString &suffix : {QString(), QStringLiteral(".1")}) {
        if (const QString log = tail(logFile + suffix, wholeLog); !log.isEmpty())
            ok = ok && zip.writeFile(QStringLiteral("publisher.log") + suffix, redacted(log).toUtf8());
    }
    if (!ok || !zip.close())
        return failed(zip.errorString());
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly) || file.write(buffer.data()) != buffer.size() || !file.commit())
        return failed(file.errorString());
    return {};
}

} // namespace ksp
