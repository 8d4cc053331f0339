#pragma once

#include "account/KeyStore.h"

#include <chrono>

namespace QKeychain {
class Job;
}

namespace ksp {

/// Keys in the desktop's keychain, by QtKeychain: service `ks-publisher`, one entry for each server and user.
///
/// QtKeychain does not tell a locked or absent keyring from a missing key when it reads, so that a missing key is
/// checked by writing (and removing) a probe. A removal is checked by reading.
class KeychainKeyStore : public KeyStore
{
    Q_OBJECT
public:
    /// `patience`: how long a keychain may take for one step; it may have to ask the user for a password.
    explicit KeychainKeyStore(std::chrono::milliseconds patience = std::chrono::minutes(2), QObject *parent = nullptr);

    void read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done) override;
    void write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done) override;
    void remove(const KeyOwner &owner, QObject *context, Handler<void> done) override;

private:
    /// Null when the time ran out.
    using AfterJob = std::function<void(const QKeychain::Job *)>;

    void run(QKeychain::Job *job, const QString &entry, QObject *context, AfterJob after);
    void probe(QObject *context, Handler<void> done);

    std::chrono::milliseconds m_patience;
};

} // namespace ksp
