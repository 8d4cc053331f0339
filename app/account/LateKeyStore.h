#pragma once

#include "account/KeyStore.h"

#include <memory>

namespace ksp {

/// The KeychainKeyStore of a module (ks-publisher-keychain.so) that is loaded when a key is first asked for: most
/// commands need no keychain, and its libraries (D-Bus and what that brings along) take a fifth of the time and memory
/// that a program needs to start.
///
/// Errors: also Internal where the module is missing.
class LateKeyStore : public KeyStore
{
    Q_OBJECT
public:
    explicit LateKeyStore(QString module = moduleFile(), QObject *parent = nullptr);
    ~LateKeyStore() override;

    /// The module that belongs to the running program.
    [[nodiscard]] static QString moduleFile();

    void read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done) override;
    void write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done) override;
    void remove(const KeyOwner &owner, QObject *context, Handler<void> done) override;

private:
    [[nodiscard]] Result<KeyStore *> keychain();

    const QString m_module;
    std::unique_ptr<KeyStore> m_keychain;
};

} // namespace ksp
