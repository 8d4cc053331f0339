#include "account/LateKeyStore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibrary>

namespace ksp {

namespace {

/// Hands on a failure as every result comes: later, and not where `context` is gone.
template <typename T> void failLater(QObject *store, QObject *context, KeyStore::Handler<T> done, Error error)
{
    QMetaObject::invokeMethod(
        context ? context : store, [done = std::move(done), error = std::move(error)] { done(failure(error)); },
        Qt::QueuedConnection);
}

} // namespace

LateKeyStore::LateKeyStore(QString module, QObject *parent) : KeyStore(parent), m_module(std::move(module)) { }

LateKeyStore::~LateKeyStore() = default;

QString LateKeyStore::moduleFile()
{
    // Beside the program, as it is built, or where it is installed.
    const QDir folder(QCoreApplication::applicationDirPath());
    const QString built = folder.filePath(QStringLiteral("ks-publisher-keychain.so"));
    return QFileInfo::exists(built)
        ? built
        : QDir::cleanPath(folder.filePath(QStringLiteral(KSP_MODULES "/ks-publisher-keychain.so")));
}

Result<KeyStore *> LateKeyStore::keychain()
{
    if (m_keychain)
        return m_keychain.get();
    // It stays loaded: objects of its classes may outlive this one for a moment.
    QLibrary module(m_module);
    const auto make = reinterpret_cast<KeyStore *(*)()>(module.resolve("ksp_make_keychain"));
    if (!make) {
        return failure(ErrorKind::Internal,
            tr("The part of this program that talks to keychains is missing, so that the API key is asked for each "
               "time. Install the program anew."),
            module.errorString());
    }
    m_keychain.reset(make());
    return m_keychain.get();
}

void LateKeyStore::read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done)
{
    if (const auto store = keychain())
        (*store)->read(owner, context, std::move(done));
    else
        failLater(this, context, std::move(done), store.error());
}

void LateKeyStore::write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done)
{
    if (const auto store = keychain())
        (*store)->write(owner, key, context, std::move(done));
    else
        failLater(this, context, std::move(done), store.error());
}

void LateKeyStore::remove(const KeyOwner &owner, QObject *context, Handler<void> done)
{
    if (const auto store = keychain())
        (*store)->remove(owner, context, std::move(done));
    else
        failLater(this, context, std::move(done), store.error());
}

} // namespace ksp
