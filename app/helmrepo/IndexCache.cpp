#include "helmrepo/IndexCache.h"

#include "core/Sha256.h"
#include "net/ProxyFactory.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace ksp {

namespace {

const QString urlKey = QStringLiteral("url");
const QString tagKey = QStringLiteral("etag");
const QString dateKey = QStringLiteral("lastModified");

/// The new index, which takes the old one's place when all of it has come.
class IndexFile : public ReplySink
{
public:
    explicit IndexFile(QString fileName) : m_fileName(std::move(fileName)) { }

    bool begin() override
    {
        m_file = std::make_unique<QSaveFile>(m_fileName);
        return m_file->open(QIODevice::WriteOnly);
    }
    bool write(QByteArrayView part) override { return m_file->write(part.data(), part.size()) == part.size(); }
    bool commit() { return m_file && m_file->commit(); }

private:
    QString m_fileName;
    std::unique_ptr<QSaveFile> m_file;
};

QJsonObject readNotes(const QString &fileName, const QUrl &repository)
{
    constexpr qint64 mostBytes = 64 * 1024;
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject notes = QJsonDocument::fromJson(file.read(mostBytes)).object();
    return notes.value(urlKey).toString() == repository.toString() ? notes : QJsonObject();
}

/// What cannot be kept is asked for again, no more.
void writeNotes(const QString &fileName, const QUrl &repository, const HttpReply &reply)
{
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.write(QJsonDocument(QJsonObject{{urlKey, repository.toString()},
                                 {tagKey, QString::fromLatin1(reply.entityTag)},
                                 {dateKey, QString::fromLatin1(reply.lastModified)}})
                   .toJson());
    file.commit();
}

} // namespace

HttpClient::Settings keylessSettings(const QUrl &server, const HttpClient::Settings &like)
{
    HttpClient::Settings settings = like;
    settings.server = server;
    settings.key.clear();
    settings.proxy = ProxyFactory(ProxyFactory::systemEnvironment()).proxyFor(server);
    return settings;
}

IndexCache::IndexCache(QString folder, HttpClient::Settings settings, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_settings(std::move(settings))
{
}

IndexCache::~IndexCache() = default;

void IndexCache::fetch(const QUrl &repository, QObject *context, Handler done)
{
    const QUrl server = repository.adjusted(QUrl::StripTrailingSlash);
    QDir().mkpath(m_folder);
    const QString base = QDir(m_folder).filePath(QString::fromLatin1(sha256Hex(server.toEncoded())));
    const QString fileName = base + QStringLiteral(".yaml");
    const QString notesName = base + QStringLiteral(".json");

    HttpRequest request;
    request.path = "/index.yaml";
    request.step = tr("Reading the index of %1").arg(server.host());
    request.maxReplySize = maxIndexBytes;
    request.headers = {{"Accept", "*/*"}, {"Accept-Encoding", "identity"}};
    if (QFile::exists(fileName)) {
        const QJsonObject notes = readNotes(notesName, server);
        if (const QString tag = notes.value(tagKey).toString(); !tag.isEmpty())
            request.headers.append({"If-None-Match", tag.toLatin1()});
        if (const QString date = notes.value(dateKey).toString(); !date.isEmpty())
            request.headers.append({"If-Modified-Since", date.toLatin1()});
        request.mayBeUnchanged = request.headers.size() > 2;
    }
    const auto file = std::make_shared<IndexFile>(fileName);
    request.sink = file;

    // The client goes with whoever asked, and takes the request with it.
    auto *client = new HttpClient(keylessSettings(server, m_settings), this);
    connect(context, &QObject::destroyed, client, &QObject::deleteLater);
    HttpJob *job = client->send(std::move(request));
    connect(job, &HttpJob::finished, context,
        [client = QPointer<HttpClient>(client), file, fileName, notesName, server, done = std::move(done)](
            const Result<HttpReply> &reply) {
            if (client)
                client->deleteLater();
            if (!reply)
                return done(failure(reply.error()));
            if (reply->status == 304)
                return done(CachedIndex{fileName, false});
            if (!file->commit()) {
                return done(failure(ErrorKind::Internal,
                    tr("The index of %1 cannot be written to the disk. Make room on it, then try again.")
                        .arg(server.host()),
                    fileName));
            }
            writeNotes(notesName, server, *reply);
            done(CachedIndex{fileName, true});
        });
}

} // namespace ksp
