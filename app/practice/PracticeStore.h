#pragma once

#include "core/Result.h"
#include "practice/PackageInfo.h"
#include "practice/PracticeRecords.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QHash>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace ksp {

class StateFolder;

/// How a practice Cloud's state is opened.
struct PracticeStoreOptions
{
    QString folder;
    /// Approves by itself that many seconds after the submission. Off where empty.
    std::optional<qint64> reviewAfterSeconds;
    /// See PracticeSeed. They are made once for a state folder: where it has some, these two are ignored.
    int seedExtensions = 0;
    int seedSnapshots = 0;
    std::function<QDateTime()> now; ///< Required. UTC.
};

/// One file of an upload.
struct PracticeFile
{
    QString path; ///< "{dir}/{extension}/{version}/{base name}", decoded.
    QByteArray data;
};

/// The practice Cloud's memory and rules, without any HTTP. What is in memory is on disk before a call returns, so the
/// process may be killed at any time. In an error, `sentence` is the message of the reply (English, like the real
/// server's) and `httpStatus` the status. Not thread-safe: whoever serves several threads holds a lock.
///
/// Where the API's description is silent, this is our reading:
/// - `force` overwrites a draft, submitted, active or rejected version alike: it keeps its ID and becomes a draft. The
///   extension stays "ready" with the last version that was active.
/// - Only a draft can be submitted, only what is submitted can be taken back: everything else is a 409.
/// - Extensions of other users cannot be seen (404) nor pushed to (403).
class PracticeStore
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PracticeStore)

public:
    [[nodiscard]] static Result<std::unique_ptr<PracticeStore>> open(PracticeStoreOptions options);
    ~PracticeStore();
    PracticeStore(const PracticeStore &) = delete;
    PracticeStore &operator=(const PracticeStore &) = delete;

    /// What was found wrong in the state folder: whole sentences for the user.
    [[nodiscard]] QStringList notices() const;
    [[nodiscard]] QString folder() const;

    /// Approves what waited long enough. To be called before each of the calls below.
    void settleReviews();
    /// Grows with each change of an extension.
    [[nodiscard]] quint64 revision() const { return m_revision; }

    /// The first user, whose key is also the reviewer's.
    [[nodiscard]] const PracticeUser &owner() const { return m_users.first(); }
    /// Null where nobody has that key.
    [[nodiscard]] const PracticeUser *userOfKey(const QString &key) const;
    [[nodiscard]] Result<PracticeUser> addUser();

    /// Where a user's files go: the start of each path, without a slash at the end.
    [[nodiscard]] static QString filesFolder(const QString &user);
    /// Keeps all files or none. A path that is there already is overwritten.
    [[nodiscard]] Result<void> addFiles(const QString &user, const QList<PracticeFile> &files);
    [[nodiscard]] Result<QByteArray> file(const QString &path) const;

    /// Keeps a package that inspectPackage() let pass, pushed under the name that the URL says.
    [[nodiscard]] Result<PracticeSnapshot> addPackage(const QString &user, const QString &name, const PackageInfo &info,
        const QByteArray &tgz, bool force, bool createExtension);
    [[nodiscard]] Result<void> submit(const QString &user, const QString &snapshotId, const QString &note);
    [[nodiscard]] Result<void> cancelSubmit(const QString &user, const QString &snapshotId);
    /// The reviewer's decisions; `as` is the state of what was refused: "draft" or "rejected".
    [[nodiscard]] Result<void> approve(const QString &snapshotId);
    [[nodiscard]] Result<void> reject(const QString &snapshotId, const QString &as);

    /// All extensions of all users, in the order of their creation.
    [[nodiscard]] QList<PracticeExtension> extensions() const { return m_extensions.values(); }
    [[nodiscard]] Result<PracticeExtension> extension(const QString &user, const QString &name) const;
    [[nodiscard]] Result<PracticeSnapshot> version(
        const QString &user, const QString &name, const QString &version) const;
    /// The package that the beta repository serves as "NAME-VERSION.tgz": submitted or active.
    [[nodiscard]] Result<QByteArray> betaPackage(const QString &fileName) const;

private:
    PracticeStore(std::unique_ptr<StateFolder> folder, PracticeStoreOptions options);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> loadUsers();
    [[nodiscard]] Result<void> loadFiles();
    [[nodiscard]] Result<void> loadSeed();
    [[nodiscard]] Result<void> loadExtensions();
    void keepInMemory(const PracticeExtension &extension);
    /// Writes it, then keeps it: after an error nothing has changed.
    [[nodiscard]] Result<void> keep(PracticeExtension extension);
    [[nodiscard]] QString newId();
    /// Applies a change of state to one snapshot, if it has the state that the change starts from.
    [[nodiscard]] Result<void> change(const QString &user, const QString &snapshotId, const QString &from,
        const QString &to, const QString &complaint, const std::function<void(PracticeSnapshot &)> &also = {});

    std::unique_ptr<StateFolder> m_folder;
    PracticeStoreOptions m_options;
    QList<PracticeUser> m_users;
    QMap<QString, PracticeExtension> m_extensions; ///< By ID; all have 18 digits, so this is the order of creation.
    QHash<QString, QString> m_idOfName;
    QHash<QString, QString> m_extensionOfSnapshot;
    QHash<QString, QDateTime> m_submitted; ///< Snapshot ID -> time of submission.
    QMap<QString, QByteArray> m_files; ///< Path -> SHA-256.
    qint64 m_lastId = 0;
    quint64 m_revision = 0;
};

} // namespace ksp
