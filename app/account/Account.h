#pragma once

#include <QList>
#include <QString>
#include <QUrl>

namespace ksp {

/// Who publishes where. Never holds the key.
struct Account
{
    QString name; ///< The user's word for it; unique.
    QUrl server; ///< As parseServerUrl() gives it.
    QString userId; ///< As the server gave it for the key.
    QUrl betaRepository; ///< The Helm repository of submitted packages; empty where none is known.
    /// Of the practice Cloud that belongs to the profile: its key is read from the state folder (see PracticeState),
    /// never from a keychain, and the server's port may be another one after each start.
    bool practice = false;

    friend bool operator==(const Account &, const Account &) = default;
};

/// The beta repository that belongs to a server by default: the Cloud's own for the Cloud, none for others.
[[nodiscard]] QUrl defaultBetaRepository(const QUrl &server);

/// Whether two accounts are of the same user on the same server, so that one key serves both.
[[nodiscard]] bool haveSameKey(const Account &a, const Account &b);

/// Whether another of the accounts needs this one's key, so that it must be kept.
[[nodiscard]] bool isKeyShared(const Account &account, const QList<Account> &all);

/// `wish`, with a number behind it where one of the accounts has that name.
[[nodiscard]] QString freeAccountName(const QString &wish, const QList<Account> &others);

/// The account to store for a user of a server whom no name was given for: the one that is stored already, else a new
/// one with the name of the server's host.
[[nodiscard]] Account accountFor(const QUrl &server, const QString &userId, const QList<Account> &others);

} // namespace ksp
