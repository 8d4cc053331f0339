#pragma once

#include "helmrepo/HelmIndex.h"
#include "helmrepo/IndexCache.h"
#include "helmrepo/PackageComparison.h"

#include <QObject>

#include <optional>

namespace ksp {

/// Which version is looked for, and what this program sent for it.
struct BetaRequest
{
    QUrl repository;
    QString name;
    QString version;
    QString sentSha256; ///< Hex, of the bytes sent; empty where it is not known.
    QByteArray sentPackage; ///< The bytes themselves; null where they are not kept any more.
};

/// What the repository has.
struct BetaState
{
    enum class Verdict {
        Missing, ///< The version is not in the index (yet).
        Same, ///< It is, with the digest of the bytes sent.
        Differs, ///< It is, with another digest.
        NotCompared, ///< It is; what was sent is not known, but the repository's package has the digest that the index
                     ///< names.
        Broken, ///< Its package has another digest than the index says, or cannot be had.
    };

    Verdict verdict = Verdict::Missing;
    IndexEntry entry; ///< But for Missing.
    QStringList otherVersions; ///< Of the same chart, in the order of the index; at most 20.
    QString packageSha256; ///< Hex, of the package as it was downloaded; empty where that was not needed.
    /// Of the package as it was downloaded: the files that differ from what was sent; nothing where they were not or
    /// could not be compared.
    std::optional<QList<PackageDifference>> differences;
    std::optional<Error> packageError; ///< Why the package could not be downloaded or compared.

    friend bool operator==(const BetaState &, const BetaState &) = default;
};

/// Reads the address of a Helm repository as a user types it; like parseServerUrl(), but as nothing secret is sent,
/// http is fine. Errors: BadInput.
[[nodiscard]] Result<QUrl> parseRepositoryUrl(const QString &text);

/// Looks whether a submitted version is in a Helm repository, and whether it is the one that was sent: by its digest,
/// else by downloading the package and comparing the files. One job, one question; ends exactly once with finished(),
/// never inside start() or cancel(). For use on one thread; what takes long is done on others.
class BetaCheck : public QObject
{
    Q_OBJECT
public:
    /// Larger packages are not downloaded, in bytes.
    static constexpr qint64 maxPackageBytes = 16 * 1024 * 1024;

    /// `cache` is not owned and must live longer. Of `settings` the server and the key are not used.
    BetaCheck(BetaRequest request, IndexCache *cache, HttpClient::Settings settings = {}, QObject *parent = nullptr);
    ~BetaCheck() override;

    void start();
    /// Ends with ErrorKind::Cancelled.
    void cancel();

signals:
    /// Errors: as IndexCache and readHelmIndex() give them; BadInput where the repository's address cannot be used.
    void finished(const ksp::Result<ksp::BetaState> &result);

private:
    void readIndex(const QString &fileName);
    void judge();
    void downloadPackage();
    void packageArrived(const Result<HttpReply> &reply);
    void end(Result<BetaState> result);

    BetaRequest m_request;
    IndexCache *m_cache;
    HttpClient::Settings m_settings;
    QObject *m_work; ///< The context of what is under way; goes with the end.
    std::stop_source m_stop;
    BetaState m_state;
    bool m_ended = false;
};

} // namespace ksp
