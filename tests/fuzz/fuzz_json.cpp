// What a server answers, as the client reads it, and ksbuilder's file.
#include "Fuzz.h"

#include "account/KsbuilderConfig.h"
#include "cloud/CloudJson.h"
#include "net/ContentCoding.h"
#include "net/HttpErrors.h"

#include <QUrl>

namespace ksp::fuzz {

void input(const QByteArray &data)
{
    static_cast<void>(CloudJson::userId(data));
    static_cast<void>(CloudJson::uploadFolder(data));
    static_cast<void>(CloudJson::pushedSnapshotId(data));
    static_cast<void>(CloudJson::extension(data));
    static_cast<void>(CloudJson::snapshot(data));
    static_cast<void>(CloudJson::time(QString::fromUtf8(data)));
    static_cast<void>(parseKsbuilderConfig(data));
    if (const auto urls = CloudJson::fileUrls(data, 2)) {
        FUZZ_CHECK(urls->size() == 2);
        for (const QString &url : *urls)
            FUZZ_CHECK(url.startsWith(QLatin1String("http"), Qt::CaseInsensitive) && !url.contains(u'\n'));
    }
    if (const auto extensions = CloudJson::extensions(data)) {
        for (const Extension &extension : *extensions)
            FUZZ_CHECK(!extension.name.isEmpty() && !extension.id.isEmpty());
    }
    if (const auto snapshots = CloudJson::snapshots(data)) {
        for (const Snapshot &snapshot : *snapshots)
            FUZZ_CHECK(!snapshot.id.isEmpty() && !snapshot.status.isEmpty());
    }
    constexpr qint64 most = 64 * 1024;
    const auto decoded = ContentCoding::decoded("gzip", data, most);
    FUZZ_CHECK(!decoded || decoded->size() <= most);

    const QString key = QStringLiteral("kck-1e63267b");
    HttpRequest request;
    request.path = "/x";
    request.step = QStringLiteral("Trying");
    HttpReply reply;
    reply.status = 400;
    reply.reason = QString::fromUtf8(data.left(20));
    reply.body = data;
    const Error error = HttpErrors(request, QUrl(QStringLiteral("https://example.com")), key).refusal(reply);
    FUZZ_CHECK(!error.sentence.contains(key) && !error.detail.contains(key) && error.sentence.size() < 2000);
    FUZZ_CHECK(!error.sentence.contains(u'\n') && !error.sentence.contains(u'\x1b'));
}

} // namespace ksp::fuzz
