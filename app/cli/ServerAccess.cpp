#include "cli/ServerAccess.h"

#include "account/AccountStore.h"
#include "account/KeyStore.h"
#include "cli/Console.h"
#include "cli/Verb.h"
#include "cloud/CloudClient.h"
#include "core/KeyMemory.h"
#include "core/Log.h"
#include "core/Settings.h"
#include "net/CaFile.h"
#include "net/HttpClient.h"
#include "net/ProxyFactory.h"
#include "net/ServerUrl.h"
#include "practice/PracticeState.h"

#include <algorithm>

namespace ksp {

ServerAccess::ServerAccess(Context &context, QObject *parent)
    : QObject(parent), m_context(context), m_prompt(&context.console, context.invocation),
      m_keyReader(context.console.files().in)
{
}

ServerAccess::~ServerAccess()
{
    m_cloud.reset();
    m_http.reset();
    wipe(m_key);
}

void ServerAccess::open(Done done)
{
    m_done = std::move(done);
    auto chosen = chosenAccount(m_context);
    if (!chosen)
        return fail(chosen.error());
    m_account = *chosen;
    chooseServer();
}

void ServerAccess::openForLogin(Done done)
{
    m_done = std::move(done);
    m_forLogin = true;
    if (const QString &name = m_context.invocation.account; !name.isEmpty()) {
        const auto stored = AccountStore(m_context.profile).find(name);
        if (!stored)
            return fail(stored.error());
        m_account = stored->value_or(Account());
        m_account.name = name;
        m_account.userId.clear();
        m_account.practice = false;
    }
    chooseServer();
}

void ServerAccess::connectAhead(int connections)
{
    const auto chosen = chosenAccount(m_context);
    const QString &given = m_context.invocation.server;
    if (!chosen || chosen->practice || (given.isEmpty() && chosen->server.isEmpty()))
        return;
    const QUrl server = given.isEmpty() ? chosen->server : QUrl(given, QUrl::StrictMode);
    const bool isAgreed = server == chosen->server || parseServerUrl(given).has_value();
    if (isAgreed && openHttp(server))
        m_http->connectAhead(connections);
}

Result<void> ServerAccess::openHttp(const QUrl &server)
{
    if (m_http && m_http->server() == server)
        return {};
    const bool isEncrypted = server.scheme() == QLatin1String("https");
    auto certificates = isEncrypted
        ? companyCertificates(m_context.invocation.caFile, Settings(m_context.profile).caFile())
        : Result<QList<QSslCertificate>>();
    if (!certificates)
        return failure(certificates.error());
    m_cloud.reset();
    m_http = std::make_unique<HttpClient>(
        HttpClient::Settings{server, {}, ProxyFactory(ProxyFactory::systemEnvironment()).proxyFor(server), {},
            [log = &m_context.log](const QString &line) { log->write(line); }, std::move(*certificates)});
    return {};
}

Result<void> ServerAccess::openWith(const QUrl &server, const QString &key)
{
    if (const auto opened = openHttp(server); !opened)
        return opened;
    m_account.server = server;
    m_key = key;
    m_http->setKey(key);
    m_cloud = std::make_unique<CloudClient>(m_http.get());
    return {};
}

Result<Account> ServerAccess::chosenAccount(const Context &context)
{
    const AccountStore store(context.profile);
    const QString &name = context.invocation.account;
    const QUrl server(context.invocation.server, QUrl::StrictMode);
    if (!name.isEmpty()) {
        const auto found = store.find(name);
        if (!found)
            return failure(found.error());
        if (!*found) {
            return failure(ErrorKind::BadInput,
                tr("There is no account \"%1\". Sign in with \"ks-publisher-cli login --account %1\".").arg(name));
        }
        const Account &account = **found;
        if (!server.isEmpty() && server != account.server) {
            return failure(ErrorKind::BadInput,
                tr("The account \"%1\" belongs to %2. Leave out either --account or --server.")
                    .arg(name, account.server.toString()));
        }
        return account;
    }
    const auto current = store.current();
    if (!current)
        return failure(current.error());
    if (*current && (server.isEmpty() || (*current)->server == server))
        return **current;
    const auto all = store.accounts();
    if (!all)
        return failure(all.error());
    const auto ofServer
        = std::find_if(all->begin(), all->end(), [&](const Account &account) { return account.server == server; });
    return ofServer != all->end() ? *ofServer : Account();
}

void ServerAccess::chooseServer()
{
    const QString &given = m_context.invocation.server;
    if (given.isEmpty()) {
        // An account's server was agreed to when it was stored.
        if (m_account.server.isEmpty())
            m_account.server = defaultServer();
        return findKey();
    }
    const auto parsed = parseServerUrl(given);
    const bool agreedBefore = !m_forLogin && m_account.server == QUrl(given, QUrl::StrictMode);
    if (!parsed && parsed.error().kind != ErrorKind::NeedsAnswer)
        return fail(parsed.error());
    m_account.server = QUrl(given, QUrl::StrictMode);
    if (parsed || agreedBefore)
        return findKey();
    const QString proxy = ProxyFactory::warningFor(m_account.server);
    m_prompt.confirm(proxy.isEmpty()
            ? tr("%1 is not encrypted: whoever is on the way can read your API key. Send it all the same?").arg(given)
            : tr("%1 is not encrypted: whoever is on the way can read your API key. %2 Send it all the same?",
                "server, a sentence on the proxy")
                  .arg(given, proxy),
        [this](const Result<bool> &agreed) {
            if (!agreed)
                fail(agreed.error());
            else if (!*agreed)
                fail(Error{ErrorKind::Cancelled, tr("Stopped; nothing was sent."), {}});
            else
                findKey();
        });
}

void ServerAccess::findKey()
{
    if (m_context.invocation.keyStdin) {
        // It may be the key of another user than the account's.
        m_account.userId.clear();
        m_keyReader.read([this](const Result<QString> &key) { takeKey(key); });
        return;
    }
    if (m_forLogin || m_account.userId.isEmpty())
        return askForKey();
    if (m_account.practice) {
        const auto connection = PracticeState::readConnection(PracticeState::folderIn(m_context.profile));
        if (!connection)
            return fail(connection.error());
        // It may have another port than at its last start.
        m_account.server = QUrl(connection->url, QUrl::StrictMode);
        return takeKey(connection->key);
    }
    m_context.keys.read({m_account.server, m_account.userId}, this, [this](const Result<std::optional<QString>> &key) {
        if (key && *key)
            return takeKey(**key);
        if (key)
            m_context.console.note(tr("The keychain has no API key for the account \"%1\".").arg(m_account.name));
        else
            m_context.console.note(key.error().sentence);
        m_account.userId.clear();
        askForKey();
    });
}

void ServerAccess::askForKey()
{
    m_prompt.askKey(tr("API key: "), [this](const Result<QString> &key) { takeKey(key); });
}

void ServerAccess::takeKey(const Result<QString> &key)
{
    if (!key)
        return fail(key.error());
    if (const auto opened = openWith(m_account.server, *key); !opened)
        return fail(opened.error());
    QMetaObject::invokeMethod(
        this, [this] { m_done({}); }, Qt::QueuedConnection);
}

void ServerAccess::fail(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { m_done(failure(error)); }, Qt::QueuedConnection);
}

} // namespace ksp
