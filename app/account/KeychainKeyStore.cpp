#include "account/KeychainKeyStore.h"

#include <QTimer>

#include <qt6keychain/keychain.h>

#include <memory>

namespace ksp {

namespace {

QString service()
{
    return QStringLiteral("ks-publisher");
}

QString probeEntry()
{
    return QStringLiteral("probe");
}

} // namespace

KeychainKeyStore::KeychainKeyStore(std::chrono::milliseconds patience, QObject *parent)
    : KeyStore(parent), m_patience(patience)
{
}

namespace {

Result<void> outcome(const QKeychain::Job *job)
{
    if (!job)
        return failure(ErrorKind::Internal,
            KeychainKeyStore::tr("The keychain did not answer in time. The API key is asked for each time."));
    switch (job->error()) {
    case QKeychain::NoError:
        return {};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return failure(ErrorKind::Internal,
            KeychainKeyStore::tr("The keychain did not grant access. The API key is asked for each time, until "
                                 "you unlock the keychain."),
            job->errorString());
    default:
        return failure(ErrorKind::Internal,
            KeychainKeyStore::tr("No keychain answers on this computer, so that the API key cannot be kept "
                                 "safely and is asked for each time."),
            QStringLiteral("QtKeychain error %1: %2").arg(job->error()).arg(job->errorString()));
    }
}

} // namespace

void KeychainKeyStore::run(QKeychain::Job *job, const QString &entry, QObject *context, AfterJob after)
{
    // Each step has an object of its own, which goes with the store or with the caller's context.
    auto *step = new QObject(this);
    if (context)
        connect(context, &QObject::destroyed, step, &QObject::deleteLater);
    const auto finish = [step, context = QPointer<QObject>(context), hadContext = context != nullptr,
                            after = std::move(after)](const QKeychain::Job *finished) {
        // Handlers may delete the store, and the step with it.
        const AfterJob handler = after;
        const bool isWanted = !hadContext || context;
        delete step;
        if (isWanted)
            handler(finished);
    };
    job->setKey(entry);
    job->setAutoDelete(true);
    connect(job, &QKeychain::Job::finished, step, finish);
    QTimer::singleShot(m_patience, step, [finish] { finish(nullptr); });
    job->start();
}

void KeychainKeyStore::read(const KeyOwner &owner, QObject *context, Handler<std::optional<QString>> done)
{
    auto *job = new QKeychain::ReadPasswordJob(service());
    run(job, owner.entry(), context, [this, context, done = std::move(done)](const QKeychain::Job *finished) {
        // Of a key that a KWallet lost QtKeychain may say only that it is of an unknown kind (OtherError).
        if (finished && (finished->error() == QKeychain::EntryNotFound || finished->error() == QKeychain::OtherError)) {
            return probe(context,
                [done](const Result<void> &answers) { done(answers.map([] { return std::optional<QString>(); })); });
        }
        const Result<void> result = outcome(finished);
        if (!result)
            return done(failure(result.error()));
        done(std::optional<QString>(qobject_cast<const QKeychain::ReadPasswordJob *>(finished)->textData()));
    });
}

void KeychainKeyStore::probe(QObject *context, Handler<void> done)
{
    auto *job = new QKeychain::WritePasswordJob(service());
    job->setTextData(QStringLiteral("probe"));
    run(job, probeEntry(), context, [this, context, done = std::move(done)](const QKeychain::Job *written) {
        const Result<void> result = outcome(written);
        if (!result)
            return done(result);
        run(new QKeychain::DeletePasswordJob(service()), probeEntry(), context,
            [done](const QKeychain::Job *) { done({}); });
    });
}

void KeychainKeyStore::write(const KeyOwner &owner, const QString &key, QObject *context, Handler<void> done)
{
    auto *job = new QKeychain::WritePasswordJob(service());
    job->setTextData(key);
    const auto readBack = [key, done](const QKeychain::Job *finished) {
        const Result<void> result = outcome(finished);
        if (!result)
            return done(result);
        if (qobject_cast<const QKeychain::ReadPasswordJob *>(finished)->textData() != key)
            return done(failure(
                ErrorKind::Internal, tr("The keychain did not keep the API key, so that it is asked for each time.")));
        done({});
    };
    run(job, owner.entry(), context, [this, owner, context, done, readBack](const QKeychain::Job *written) {
        const Result<void> result = outcome(written);
        if (!result)
            return done(result);
        run(new QKeychain::ReadPasswordJob(service()), owner.entry(), context, readBack);
    });
}

void KeychainKeyStore::remove(const KeyOwner &owner, QObject *context, Handler<void> done)
{
    run(new QKeychain::DeletePasswordJob(service()), owner.entry(), context,
        [this, owner, context, done = std::move(done)](const QKeychain::Job *finished) {
            const Result<void> removed = outcome(finished);
            if (!removed && !(finished && finished->error() == QKeychain::EntryNotFound))
                return done(removed);
            // A locked keyring says that it deleted what it still has.
            read(owner, context, [done](const Result<std::optional<QString>> &left) {
                if (!left)
                    return done(failure(left.error()));
                if (*left)
                    return done(failure(ErrorKind::Internal,
                        tr("The keychain did not remove the API key. Remove the entry "
                           "“ks-publisher” with the desktop's key manager.")));
                done({});
            });
        });
}

} // namespace ksp
