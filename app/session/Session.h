#pragma once

#include "account/Account.h"
#include "account/AccountStore.h"
#include "core/Error.h"
#include "net/HttpTypes.h"

#include <QObject>

#include <memory>
#include <optional>

namespace ksp {

class CloudClient;
class HttpClient;
class KeyStore;
class Log;
class PracticeLauncher;

/// Who is signed in where: the chosen account, its key in memory, and the client that uses it. One for each window.
///
/// The account list and the keychain are written here and nowhere else in the window. Lives on one thread.
class Session : public QObject
{
    Q_OBJECT
public:
    enum class State {
        SignedOut,
        Opening, ///< A key is looked for, or checked with the server. cancel() ends it.
        SignedIn, ///< account() and cloud() are there.
        KeyNeeded, ///< account() is there, but its key is not kept or was refused: replaceKey() goes on.
    };

    struct Options
    {
        QString profile; ///< Its folder, for the account list and the practice Cloud's state.
        KeyStore *keys = nullptr; ///< Not owned.
        Log *log = nullptr; ///< Not owned. One line per request, without the key.
        TimeLimits limits;
        QString practiceProgram; ///< Empty: ks-practice-cloud beside the running program.
    };

    explicit Session(Options options, QObject *parent = nullptr);
    ~Session() override;

    [[nodiscard]] State state() const { return m_state; }
    /// In SignedIn and KeyNeeded.
    [[nodiscard]] const std::optional<Account> &account() const { return m_account; }
    /// Whether the account is one of the practice Cloud on this machine.
    [[nodiscard]] bool isPractice() const;
    /// Only in SignedIn. It lives until the next stateChanged(); calls that are under way then end in silence.
    [[nodiscard]] CloudClient *cloud() const { return m_cloud.get(); }
    /// Why the last operation failed, or why the key is needed; nothing after a success.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// All stored accounts, in their order.
    [[nodiscard]] QList<Account> accounts() const;

    /// Goes on with the account that was used last; stays SignedOut where there is none.
    void restore();
    /// Checks a new key, stores account and key, and signs in. A second account of the same server and user replaces
    /// the first one's key.
    void signIn(const QUrl &server, const QString &key);
    /// Signs in with a stored account.
    void use(const QString &accountName);
    /// A new key for account(). Refused (BadInput, naming the other user) when it is another user's.
    void replaceKey(const QString &key);
    /// Asks the server whether the key still holds, after a request was answered by 401 or 403: SignedIn or KeyNeeded.
    void checkKey();
    /// Forgets account() and its key. What the journal has of it stays.
    void signOut();
    /// Starts the practice Cloud of this profile (or goes on with the one that runs) and signs in there.
    void startPractice();
    /// Ends what State::Opening stands for; then as before it.
    void cancel();
    /// Sets account()'s beta repository.
    void setBetaRepository(const QUrl &url);

signals:
    /// state(), account(), cloud() or error() changed.
    void stateChanged();
    void accountsChanged();
    /// Something worth knowing that is no failure, such as that no keychain keeps the key. A whole sentence.
    void notice(const QString &sentence);

private:
    // The helper who implements this adds what it needs.
    Options m_options;
    State m_state = State::SignedOut;
    std::optional<Account> m_account;
    std::optional<Error> m_error;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<CloudClient> m_cloud;
};

} // namespace ksp
