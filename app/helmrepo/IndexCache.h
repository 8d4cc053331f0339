#pragma once

#include "core/Result.h"
#include "net/HttpClient.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace ksp {

/// The index of a Helm repository as a file on this machine.
struct CachedIndex
{
    QString fileName; ///< Absolute; stays as it is until the next fetch of the same repository replaces it as a whole.
    bool changed = false; ///< It was loaded anew; otherwise the server said that it is the same as before.
};

/// Keeps the index.yaml of repositories in a folder and asks the server for them only where they changed (If-None-Match
/// and If-Modified-Since, RFC 9110 section 13). They are written to the disk as they come, of at most 256 MiB. No API
/// key is sent. For use on one thread.
class IndexCache : public QObject
{
    Q_OBJECT
public:
    static constexpr qint64 maxIndexBytes = 256LL * 1024 * 1024;

    using Handler = std::function<void(Result<CachedIndex>)>;

    /// Where a profile has them.
    [[nodiscard]] static QString folderIn(const QString &profile);

    /// `folder` is made where it does not exist. Of `settings` the server and the key are not used.
    explicit IndexCache(QString folder, HttpClient::Settings settings = {}, QObject *parent = nullptr);
    /// Of what is fetched from now on.
    void setCertificates(const QList<QSslCertificate> &certificates) { m_settings.certificates = certificates; }
    ~IndexCache() override;

    /// `repository` as `helm repo add` takes it. `done` runs exactly once, later, from the event loop; not at all when
    /// `context` or the cache is gone by then, which also ends the request. Errors: as CloudClient's; Internal where
    /// the file cannot be written.
    void fetch(const QUrl &repository, QObject *context, Handler done);

private:
    QString m_folder;
    HttpClient::Settings m_settings;
};

/// The settings for asking another server than the Cloud: the proxy for it, and never the key.
[[nodiscard]] HttpClient::Settings keylessSettings(const QUrl &server, const HttpClient::Settings &like);

} // namespace ksp
