#pragma once

#include "account/KeyStore.h"

#include <QHash>

namespace ksp::test {

/// Keys in memory, or, with answers = false, a keychain that does not answer.
class MemoryKeyStore : public KeyStore
{
public:
    using KeyStore::KeyStore;

    bool answers = true;
    QHash<QString, QString> keys; ///< By KeyOwner::entry().

    void read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done) override
    {
        later(context, [this, owner, done] {
            if (!answers)
                return done(silence());
            const auto found = keys.constFind(owner.entry());
            done(found == keys.constEnd() ? std::nullopt : std::optional(*found));
        });
    }

    void write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done) override
    {
        later(context, [this, owner, key, done] {
            if (!answers)
                return done(silence());
            keys.insert(owner.entry(), key);
            done({});
        });
    }

    void remove(const KeyOwner &owner, QObject *context, Handler<void> done) override
    {
        later(context, [this, owner, done] {
            if (!answers)
                return done(silence());
            keys.remove(owner.entry());
            done({});
        });
    }

private:
    static tl::unexpected<Error> silence()
    {
        return failure(ErrorKind::Internal, QStringLiteral("No keychain answers."));
    }

    void later(QObject *context, const std::function<void()> &act)
    {
        const bool hadContext = context != nullptr;
        QMetaObject::invokeMethod(
            this,
            [act, hadContext, guard = QPointer<QObject>(context)] {
                if (!hadContext || guard)
                    act();
            },
            Qt::QueuedConnection);
    }
};

} // namespace ksp::test
