#include "session/Session.h"

#include "account/ApiKey.h"
#include "account/KeyStore.h"
#include "cloud/CloudClient.h"
#include "core/KeyMemory.h"
#include "core/Log.h"
#include "core/OffThread.h"
#include "core/Settings.h"
#include "net/CaFile.h"
#include "net/HttpClient.h"
#include "net/ProxyFactory.h"
#include "session/PracticeLauncher.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace ksp {

namespace {

/// A practice Cloud that ends again and again has a fault that another start does not mend.
constexpr int mostPracticeRestarts = 3;

std::function<void(const QString &)> lineWriter(Log *log)
{
    if (!log)
        return {};
    return [log](const QString &line) { log->write(line); };
}

} // namespace

Session::Session(Options options, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_store(m_options.profile)
{
    if (m_options.practiceProgram.isEmpty())
        m_options.practiceProgram = QCoreApplication::applicationDirPath() + QStringLiteral("/ks-practice-cloud");
}

Session::~Session() = default;

QList<Account> Session::accounts() const
{
    return m_store.accounts().value_or(QList<Account>());
}

void Session::restore()
{
    const auto current = m_store.current();
    if (!current)
        return report(current.error());
    if (*current)
        open(**current);
}

void Session::signIn(const QUrl &server, const QString &key)
{
    const Result<QString> clean = cleanedApiKey(key);
    if (!clean)
        return report(clean.error());
    begin(std::nullopt);
    ask(server, *clean, [this, server, key = *clean](const QString &userId) {
        const auto others = m_store.accounts();
        if (!others)
            return goBack(others.error());
        const Account account = accountFor(server, userId, *others);
        if (const auto saved = m_store.save(account); !saved)
            return goBack(saved.error());
        keepKey(account, key);
        enter(account, key);
        emit accountsChanged();
    });
    emit stateChanged();
}

void Session::use(const QString &accountName)
{
    const auto found = m_store.find(accountName);
    if (!found)
        return report(found.error());
    if (!*found)
        return report({ErrorKind::BadInput, tr("There is no account “%1” any more.").arg(accountName), {}});
    open(**found);
}

void Session::open(const Account &account)
{
    if (account.practice)
        return openPractice(account);
    begin(account);
    m_options.keys->read({account.server, account.userId}, m_operation.get(),
        [this, account](const Result<std::optional<QString>> &key) {
            if (key && *key)
                return enter(account, **key);
            needKey(account,
                key ? Error{ErrorKind::NeedsAnswer, tr("The keychain has no API key for this account."), {}}
                    : key.error());
        });
    emit stateChanged();
}

void Session::replaceKey(const QString &key)
{
    if (m_state != State::SignedIn && m_state != State::KeyNeeded)
        return;
    const Result<QString> clean = cleanedApiKey(key);
    if (!clean)
        return report(clean.error());
    const Account account = *m_account;
    begin(account);
    ask(account.server, *clean, [this, account, key = *clean](const QString &userId) {
        if (!account.userId.isEmpty() && userId != account.userId) {
            return goBack(Error{ErrorKind::BadInput,
                tr("This is the key of another user, %1. Enter a key of %2, or add an account for the other user.")
                    .arg(userId, account.userId),
                {}});
        }
        Account known = account;
        known.userId = userId;
        if (const auto saved = known == account ? Result<void>() : m_store.save(known); !saved)
            return goBack(saved.error());
        keepKey(known, key);
        enter(known, key);
    });
    emit stateChanged();
}

void Session::checkKey()
{
    if (m_state != State::SignedIn || m_isChecking)
        return;
    m_isChecking = true;
    m_cloud->user(this, [this](const Result<QString> &user) {
        m_isChecking = false;
        if (user || user.error().kind != ErrorKind::Authentication)
            return;
        const Account account = *m_account;
        if (account.practice)
            openPractice(account);
        else
            needKey(account, user.error());
    });
}

void Session::signOut()
{
    if (m_state != State::SignedIn && m_state != State::KeyNeeded)
        return;
    const Account account = *m_account;
    const auto all = m_store.accounts();
    if (!all)
        return report(all.error());
    // Another window may have removed it already.
    const bool isStored
        = std::any_of(all->begin(), all->end(), [&](const Account &other) { return other.name == account.name; });
    if (const auto removed = isStored ? m_store.remove(account.name) : Result<void>(); !removed)
        return report(removed.error());
    m_keeping.reset();
    if (!account.practice && !isKeyShared(account, *all)) {
        m_options.keys->remove({account.server, account.userId}, this, [this](const Result<void> &removed) {
            if (!removed) {
                emit notice(tr("If a keychain holds the API key of this account, it is still there. %1")
                                .arg(removed.error().sentence));
            }
        });
    }
    disconnectFrom();
    m_account.reset();
    m_error.reset();
    m_state = State::SignedOut;
    emit stateChanged();
    emit accountsChanged();
}

void Session::startPractice()
{
    const auto all = m_store.accounts();
    if (!all)
        return report(all.error());
    const auto stored = std::find_if(all->begin(), all->end(), [](const Account &each) { return each.practice; });
    openPractice(stored == all->end() ? std::nullopt : std::optional(*stored));
}

void Session::openPractice(const std::optional<Account> &account)
{
    begin(account);
    m_isStartingPractice = true;
    m_practiceRestarts = 0;
    practice()->start(account ? quint16(account->server.port(0)) : 0);
    emit stateChanged();
}

PracticeLauncher *Session::practice()
{
    if (m_practice)
        return m_practice.get();
    PracticeLauncher::Options options;
    options.program = m_options.practiceProgram;
    options.folder = PracticeState::folderIn(m_options.profile);
    options.limits = m_options.limits;
    options.log = lineWriter(m_options.log);
    m_practice = std::make_unique<PracticeLauncher>(std::move(options));
    connect(m_practice.get(), &PracticeLauncher::ready, this,
        [this](const PracticeConnection &connection, const QString &userId) {
            onPracticeReady(QUrl(connection.url, QUrl::StrictMode), connection.key, userId);
        });
    connect(m_practice.get(), &PracticeLauncher::failed, this, &Session::onPracticeFailed);
    connect(m_practice.get(), &PracticeLauncher::ended, this, &Session::onPracticeEnded);
    return m_practice.get();
}

void Session::onPracticeReady(const QUrl &server, const QString &key, const QString &userId)
{
    if (m_state == State::SignedIn && isPractice() && m_account->server == server && m_key == key)
        return;
    const auto all = m_store.accounts();
    if (!all)
        return onPracticeFailed(all.error());
    Account account = m_account.value_or(Account());
    if (account.name.isEmpty())
        account.name = freeAccountName(tr("Practice", "the name of an account"), *all);
    account.server = server;
    account.userId = userId;
    account.betaRepository = QUrl(server.toString() + QStringLiteral("/beta"));
    account.practice = true;
    if (!all->contains(account)) {
        if (const auto saved = m_store.save(account); !saved)
            return onPracticeFailed(saved.error());
    }
    enter(account, key);
    emit accountsChanged();
}

void Session::onPracticeFailed(const Error &error)
{
    if (m_options.log)
        m_options.log->write(error.sentence + u'\n' + error.detail);
    if (m_state == State::Opening)
        goBack(error);
    else
        emit notice(error.sentence);
}

void Session::onPracticeEnded()
{
    if (m_state != State::SignedIn || !isPractice() || m_practiceRestarts >= mostPracticeRestarts)
        return;
    ++m_practiceRestarts;
    // The client stays: what is under way fails with an error of its own and can be tried again.
    emit notice(tr("The practice Cloud ended. It is started again; nothing that it stored is lost."));
    practice()->start(quint16(m_account->server.port(0)));
}

void Session::cancel()
{
    if (m_state == State::Opening)
        goBack(std::nullopt);
}

void Session::setBetaRepository(const QUrl &url)
{
    if (!m_account || m_account->betaRepository == url)
        return;
    Account account = *m_account;
    account.betaRepository = url;
    if (const auto saved = m_store.save(account); !saved)
        return report(saved.error());
    m_account = account;
    emit accountsChanged();
}

QString Session::caFile() const
{
    return Settings(m_options.profile).caFile();
}

void Session::setCaFile(const QString &path, QObject *context, std::function<void(const Result<void> &)> done)
{
    runOffThread(
        context, [path] { return companyCertificates({}, path); },
        [this, self = QPointer<Session>(this), path, done = std::move(done)](
            const Result<QList<QSslCertificate>> &certificates) {
            if (!self)
                return;
            // Without a path, a bad file in SSL_CERT_FILE does not keep this one from being forgotten.
            if (!certificates && !path.isEmpty())
                return done(failure(certificates.error()));
            Settings settings(m_options.profile);
            settings.setCaFile(path);
            if (m_http && m_http->server().scheme() == QLatin1String("https"))
                m_http->setCertificates(certificates.value_or(QList<QSslCertificate>()));
            done(certificates ? Result<void>() : failure(certificates.error()));
            emit caFileChanged();
        });
}

void Session::begin(const std::optional<Account> &account)
{
    if (m_state != State::Opening)
        m_before = {m_state, m_account, m_key, m_error};
    if (m_practice)
        m_practice->cancel();
    disconnectFrom();
    m_operation = std::make_unique<QObject>();
    m_account = account;
    m_error.reset();
    m_state = State::Opening;
}

void Session::ask(const QUrl &server, const QString &key, std::function<void(const QString &userId)> done)
{
    connectTo(server, key);
    const CloudCall *call
        = m_cloud->user(m_operation.get(), [this, done = std::move(done)](const Result<QString> &user) {
              if (user)
                  done(*user);
              else
                  goBack(user.error());
          });
    connect(call, &CloudCall::waiting, this, &Session::waiting);
}

void Session::enter(const Account &account, const QString &key)
{
    m_operation.reset();
    m_before = {};
    connectTo(account.server, key);
    makeCurrent(account);
    m_account = account;
    m_error.reset();
    m_state = State::SignedIn;
    emit stateChanged();
}

void Session::needKey(const Account &account, const Error &why)
{
    m_operation.reset();
    m_before = {};
    disconnectFrom();
    makeCurrent(account);
    m_account = account;
    m_error = why;
    m_state = State::KeyNeeded;
    emit stateChanged();
}

void Session::goBack(const std::optional<Error> &error)
{
    if (m_practice)
        m_practice->cancel();
    m_operation.reset();
    const Standing before = std::exchange(m_before, {});
    if (before.state == State::SignedIn)
        connectTo(before.account->server, before.key);
    else
        disconnectFrom();
    m_account = before.account;
    m_error = error ? error : before.error;
    m_state = before.state;
    emit stateChanged();
}

void Session::report(const Error &error)
{
    m_error = error;
    emit stateChanged();
}

void Session::connectTo(const QUrl &server, const QString &key)
{
    if (m_cloud && m_http->server() == server && m_key == key)
        return;
    disconnectFrom();
    m_key = key;
    // A whole bundle takes longer than a frame to read: not for a server that has no certificate.
    const auto certificates = server.scheme() == QLatin1String("https") ? companyCertificates({}, caFile())
                                                                        : Result<QList<QSslCertificate>>();
    if (!certificates)
        emit notice(certificates.error().sentence);
    m_http = std::make_unique<HttpClient>(
        HttpClient::Settings{server, key, ProxyFactory(ProxyFactory::systemEnvironment()).proxyFor(server),
            m_options.limits, lineWriter(m_options.log), certificates.value_or(QList<QSslCertificate>())});
    m_cloud = std::make_unique<CloudClient>(m_http.get());
}

void Session::disconnectFrom()
{
    m_isChecking = false;
    m_isStartingPractice = false;
    m_cloud.reset();
    m_http.reset();
    wipe(m_key);
}

void Session::keepKey(const Account &account, const QString &key)
{
    if (account.practice)
        return;
    m_keeping = std::make_unique<QObject>();
    m_options.keys->write({account.server, account.userId}, key, m_keeping.get(), [this](const Result<void> &kept) {
        if (!kept)
            emit notice(kept.error().sentence);
    });
}

void Session::makeCurrent(const Account &account)
{
    const auto current = m_store.current();
    if (current && *current && (*current)->name == account.name)
        return;
    // Without it, only the next start begins with another account.
    if (const auto made = m_store.setCurrent(account.name); !made)
        emit notice(made.error().sentence);
}

} // namespace ksp
