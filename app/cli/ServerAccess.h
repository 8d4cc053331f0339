#pragma once

#include "account/Account.h"
#include "cli/KeyReader.h"
#include "cli/Prompt.h"
#include "core/Result.h"

#include <QObject>

#include <functional>
#include <memory>

namespace ksp {

class CloudClient;
class HttpClient;
struct Context;

/// Finds out which server a verb talks to and with which key, and opens the way there.
///
/// The account is that of --account, else the one used last (of the server, where --server is given). The key comes
/// from
/// --key-stdin (then the keychain is left alone), else from the account's entry in the keychain, else from a prompt. A
/// key is never sent to another server than the one it was stored for. An unencrypted server that --server names is
/// used after a question only. A practice account's server and key are those of the practice Cloud that runs on the
/// profile.
class ServerAccess : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(Result<void>)>;

    /// `context` must live longer.
    explicit ServerAccess(Context &context, QObject *parent = nullptr);
    ~ServerAccess() override;

    /// The account that the options mean: that of --account, else the current one, else the first of --server. Without
    /// a name and a server where there is none. Errors: BadInput, and AccountStore's.
    [[nodiscard]] static Result<Account> chosenAccount(const Context &context);

    /// One of these two, once. `done` runs later, from the event loop; not at all when this object is gone by then.
    void open(Done done);
    /// For signing in: stored keys do not count, and --account need not exist yet.
    void openForLogin(Done done);
    /// Opens connections to the server that open() will choose, while the caller still has something else to do. Sends
    /// nothing, and does nothing where a question or another refusal may come first.
    void connectAhead(int connections);
    /// For a server whose address and key are known.
    [[nodiscard]] Result<void> openWith(const QUrl &server, const QString &key);

    /// Valid after success. The name is empty where there is no account; the user id is empty where the key is not that
    /// of a stored account.
    [[nodiscard]] const Account &account() const { return m_account; }
    [[nodiscard]] const QString &key() const { return m_key; }
    [[nodiscard]] HttpClient *http() const { return m_http.get(); }
    [[nodiscard]] CloudClient *cloud() const { return m_cloud.get(); }
    [[nodiscard]] Prompt *prompt() { return &m_prompt; }

private:
    /// The way to the server; reads the certificates where it is encrypted.
    Result<void> openHttp(const QUrl &server);
    void chooseServer();
    void findKey();
    void askForKey();
    void takeKey(const Result<QString> &key);
    void fail(const Error &error);

    Context &m_context;
    Done m_done;
    bool m_forLogin = false;
    Account m_account;
    QString m_key;
    Prompt m_prompt;
    KeyReader m_keyReader;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<CloudClient> m_cloud;
};

} // namespace ksp
