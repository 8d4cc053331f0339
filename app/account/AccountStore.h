#pragma once

#include "account/Account.h"
#include "core/Result.h"

#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace ksp {

/// The account list of a profile, in the file accounts.ini of its folder. Every call reads the file anew, so that two
/// programs at work on one profile see each other's accounts; what changes it does so under a lock (accounts.lock),
/// from reading to writing. A file that cannot be read is never overwritten. The file is the user's alone (see
/// OwnFiles).
///
/// Errors: Internal (the file cannot be read or written), BadInput (an account without name or server, an unknown
/// name, a folder or file that somebody else has a hand in).
class AccountStore
{
public:
    explicit AccountStore(const QString &profileFolder);

    /// Where settings live unless the user names another folder.
    [[nodiscard]] static QString defaultProfileFolder();

    /// In the order in which they were added.
    [[nodiscard]] Result<QList<Account>> accounts() const;
    /// The account that is used where none is named; nothing where there are no accounts.
    [[nodiscard]] Result<std::optional<Account>> current() const;
    [[nodiscard]] Result<std::optional<Account>> find(const QString &name) const;

    /// Adds an account, or replaces the one with this name, and makes it the current one.
    Result<void> save(const Account &account);
    /// The first of the remaining accounts becomes the current one, if it was this.
    Result<void> remove(const QString &name);
    Result<void> setCurrent(const QString &name);

private:
    struct Content
    {
        QList<Account> accounts;
        QString current;
    };

    [[nodiscard]] Result<Content> read() const;
    Result<void> write(const Content &content) const;
    /// Reads, calls `edit` and writes, with nobody else in between. Nothing is written after an error of `edit`.
    Result<void> change(const std::function<Result<void>(Content &)> &edit) const;

    QString m_folder;
    QString m_file;
};

} // namespace ksp
