#include "helmrepo/IndexCache.h"

#include "core/OffThread.h"
#include "core/OwnFiles.h"
#include "core/Sha256.h"
#include "net/ProxyFactory.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSaveFile>

#include <sys/stat.h>

namespace ksp {

namespace {

constexpr QLatin1String urlKey("url");
constexpr QLatin1String tagKey("etag");
constexpr QLatin1String dateKey("lastModified");
constexpr QLatin1String stampKey("stamp");

/// What tells that a file is the one that notes were made of, and not one that another program put in its place. Two
/// of one size can be written within a tick of the file system's clock, but not with one inode. Empty where it fails.
QString stampOf(const QFileDevice &file)
{
    struct stat status = {};
    if (::fstat(file.handle(), &status) != 0)
        return {};
    return QStringLiteral("%1-%2-%3.%4")
        .arg(status.st_ino)
        .arg(status.st_size)
        .arg(status.st_mtim.tv_sec)
        .arg(status.st_mtim.tv_nsec);
}

/// The new index, which takes the old one's place when all of it has come.
class IndexFile : public ReplySink
{
public:
    explicit IndexFile(QString fileName) : m_fileName(std::move(fileName)) { }

    bool begin() override
    {
        m_file = std::make_unique<QSaveFile>(m_fileName);
        return m_file->open(QIODevice::WriteOnly)
            && m_file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    bool write(QByteArrayView part) override { return m_file->write(part.data(), part.size()) == part.size(); }
    /// Takes as long as the disk does.
    bool commit()
    {
        if (!m_file || !m_file->flush())
            return false;
        m_stamp = stampOf(*m_file);
        return m_file->commit();
    }
    [[nodiscard]] QString stamp() const { return m_stamp; }

private:
    QString m_stamp;
    QString m_fileName;
    std::unique_ptr<QSaveFile> m_file;
};

/// Nothing where they are not those of that very file.
QJsonObject readNotes(const QString &notesName, const QString &fileName, const QUrl &repository)
{
    constexpr qint64 mostBytes = 64 * 1024;
    QFile file(notesName);
    QFile index(fileName);
    if (!file.open(QIODevice::ReadOnly) || !index.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject notes = QJsonDocument::fromJson(file.read(mostBytes)).object();
    const QString stamp = notes.value(stampKey).toString();
    const bool isThatFile = !stamp.isEmpty() && stamp == stampOf(index);
    return isThatFile && notes.value(urlKey).toString() == repository.toString() ? notes : QJsonObject();
}

/// What cannot be kept is asked for again, no more.
void writeNotes(const QString &fileName, const QUrl &repository, const HttpReply &reply, const QString &stamp)
{
    const auto written = OwnFiles::write(fileName,
        QJsonDocument(QJsonObject{{urlKey, repository.toString()}, {tagKey, QString::fromLatin1(reply.entityTag)},
                          {dateKey, QString::fromLatin1(reply.lastModified)}, {stampKey, stamp}})
            .toJson());
    Q_UNUSED(written)
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

QString IndexCache::folderIn(const QString &profile)
{
    return QDir(profile).filePath(QStringLiteral("beta-index"));
}

IndexCache::IndexCache(QString folder, HttpClient::Settings settings, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_settings(std::move(settings))
{
}

IndexCache::~IndexCache() = default;

void IndexCache::fetch(const QUrl &repository, QObject *context, Handler done)
{
    const QUrl server = repository.adjusted(QUrl::StripTrailingSlash);
    if (const auto own = OwnFiles::makeFolder(m_folder); !own) {
        QMetaObject::invokeMethod(
            context, [done = std::move(done), error = own.error()] { done(failure(error)); }, Qt::QueuedConnection);
        return;
    }
    const QString base = QDir(m_folder).filePath(QString::fromLatin1(sha256Hex(server.toEncoded())));
    const QString fileName = base + QStringLiteral(".yaml");
    const QString notesName = base + QStringLiteral(".json");

    HttpRequest request;
    request.path = "/index.yaml";
    request.step = tr("Reading the index of %1").arg(server.host());
    request.maxReplySize = maxIndexBytes;
    request.headers = {{"Accept", "*/*"}, {"Accept-Encoding", "identity"}};
    request.followsRedirects = true;
    request.origin = server; // of redirects
    const QJsonObject notes = readNotes(notesName, fileName, server);
    if (const QString tag = notes.value(tagKey).toString(); !tag.isEmpty()) {
        request.headers.append({"If-None-Match", tag.toLatin1()});
        request.mayBeUnchanged = true;
    }
    if (const QString date = notes.value(dateKey).toString(); !date.isEmpty()) {
        request.headers.append({"If-Modified-Since", date.toLatin1()});
        request.mayBeUnchanged = true;
    }
    const auto file = std::make_shared<IndexFile>(fileName);
    request.sink = file;

    // The client goes with whoever asked, and takes the request with it.
    auto *client = new HttpClient(keylessSettings(server, m_settings), this);
    connect(context, &QObject::destroyed, client, &QObject::deleteLater);
    const auto end
        = [client, context = QPointer<QObject>(context), done = std::move(done)](const Result<CachedIndex> &result) {
              client->deleteLater();
              if (context)
                  done(result);
          };
    connect(client->send(std::move(request)), &HttpJob::finished, client,
        [client, file, fileName, notesName, server, end](const Result<HttpReply> &reply) {
            if (!reply)
                return end(failure(reply.error()));
            if (reply->status == 304)
                return end(CachedIndex{fileName, false});
            runOffThread(
                client,
                [file, notesName, server, reply = *reply] {
                    if (!file->commit())
                        return false;
                    writeNotes(notesName, server, reply, file->stamp());
                    return true;
                },
                [fileName, server, end](bool written) {
                    if (written)
                        return end(CachedIndex{fileName, true});
                    end(failure(ErrorKind::Internal,
                        tr("The index of %1 cannot be written to the disk. Make room on it, then try again.")
                            .arg(server.host()),
                        fileName));
                });
        });
}

} // namespace ksp
