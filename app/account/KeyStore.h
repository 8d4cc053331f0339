#pragma once

#include "core/Result.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QUrl>

#include <functional>
#include <optional>

namespace ksp {

/// What a stored API key belongs to.
struct KeyOwner
{
    QUrl server;
    QString userId;

    /// "https://server/path user-id"
    [[nodiscard]] QString entry() const;
};

/// Keeps API keys safe. Every handler runs exactly once, later, from the event loop; not at all when `context` or the
/// store is gone by then.
///
/// Errors: Internal, when no keychain answers or it does not keep the key. The caller goes on without: the key is then
/// asked for each time.
class KeyStore : public QObject
{
    Q_OBJECT
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;

    using QObject::QObject;

    /// The key, or nothing where a keychain answers but has none.
    virtual void read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done) = 0;
    /// Succeeds only when the key can be read back.
    virtual void write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done) = 0;
    /// Succeeds also where there was no key.
    virtual void remove(const KeyOwner &owner, QObject *context, Handler<void> done) = 0;
};

} // namespace ksp
