#include "cli/ChartReport.h"

#include "cli/Console.h"
#include "cli/Prompt.h"

#include <QJsonArray>
#include <QLocale>

namespace ksp {

std::optional<Error> ChartReport::findings(Console &console, const LoadedChart &loaded, const QString &consequence)
{
    int errors = 0;
    for (const Finding &finding : loaded.findings) {
        console.finding(finding);
        errors += finding.severity == Severity::Error ? 1 : 0;
    }
    if (errors == 0)
        return std::nullopt;
    return Error{ErrorKind::BadInput, tr("%n error(s) in the chart.", nullptr, errors) + u' ' + consequence, {}};
}

void ChartReport::agree(Prompt *prompt, const LoadedChart &loaded, const std::function<void(Result<void>)> &done)
{
    const int asked = int(questions(loaded.findings).size());
    if (asked == 0)
        return done({});
    prompt->confirm(tr("%n warning(s) above ask whether this is to be published. Go on?", nullptr, asked),
        [done](const Result<bool> &agreed) {
            if (!agreed)
                done(failure(agreed.error()));
            else if (!*agreed)
                done(failure(ErrorKind::Cancelled, tr("Stopped; nothing was sent.")));
            else
                done({});
        });
}

QString ChartReport::size(qint64 lower, qint64 upper)
{
    const QLocale locale = QLocale::c();
    const QString bytes = lower == upper ? tr("%1 bytes").arg(locale.toString(upper))
                                         : tr("%1 to %2 bytes").arg(locale.toString(lower), locale.toString(upper));
    const QString percent = locale.toString(100.0 * double(upper) / double(SizeLimits::refused), 'f', 1);
    const QString verdict = lower > SizeLimits::refused ? tr("too large")
        : upper > SizeLimits::refused                   ? tr("may be too large; the images' addresses decide")
        : upper > SizeLimits::fits                      ? tr("the server may refuse it")
                                                        : tr("fits");
    return tr("%1 (%2 % of %3): %4", "bytes, percentage, limit, verdict")
        .arg(bytes, percent, locale.toString(SizeLimits::refused), verdict);
}

void ChartReport::dryRun(Console &console, const LoadedChart &loaded)
{
    const PreparedPackage &package = *loaded.package;
    console.print(tr("package %1: %2").arg(package.fileName(), size(package.lowerBound(), package.upperBound())));
    for (const LocalImage &image : package.images())
        console.print(tr("image %1: uploaded as %2, %3 bytes")
                          .arg(image.path, image.uploadName, QLocale::c().toString(image.data.size())));
    for (const LeftOut &file : package.leftOut())
        console.print(tr("left out %1: %2").arg(file.path, leftOutSentence(file.reason)));
    console.print(tr("Nothing was sent. Not checked: whether the server accepts the key, whether this version exists "
                     "there, and the exact size, which depends on the images' addresses."));
}

QJsonObject ChartReport::toJson(const LoadedChart &loaded)
{
    QJsonArray findings;
    for (const Finding &finding : loaded.findings)
        findings.append(findingObject(finding));
    QJsonObject out{{QStringLiteral("name"), loaded.chart.metadata.name.text},
        {QStringLiteral("version"), loaded.chart.metadata.version.text}, {QStringLiteral("findings"), findings}};
    if (!loaded.package)
        return out;
    const PreparedPackage &package = *loaded.package;
    QJsonArray images;
    for (const LocalImage &image : package.images()) {
        images.append(QJsonObject{{QStringLiteral("path"), image.path},
            {QStringLiteral("uploadName"), image.uploadName}, {QStringLiteral("size"), image.data.size()},
            {QStringLiteral("sha256"), QString::fromLatin1(image.sha256)}});
    }
    QJsonArray leftOut;
    for (const LeftOut &file : package.leftOut())
        leftOut.append(
            QJsonObject{{QStringLiteral("path"), file.path}, {QStringLiteral("reason"), leftOutWord(file.reason)}});
    out.insert(QStringLiteral("package"), package.fileName());
    out.insert(QStringLiteral("size"),
        QJsonObject{{QStringLiteral("lower"), package.lowerBound()}, {QStringLiteral("upper"), package.upperBound()},
            {QStringLiteral("limit"), SizeLimits::refused}});
    out.insert(QStringLiteral("images"), images);
    out.insert(QStringLiteral("leftOut"), leftOut);
    return out;
}

} // namespace ksp
