#pragma once

#include "account/Account.h"
#include "account/AccountStore.h"
#include "core/Error.h"
#include "net/HttpTypes.h"

#include <QObject>

#include <functional>
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
    /// In SignedIn and KeyNeeded; in Opening the one that is being opened, where it is stored already.
    [[nodiscard]] const std::optional<Account> &account() const { return m_account; }
    /// Whether account() is one of the practice Cloud on this machine.
    [[nodiscard]] bool isPractice() const { return m_account && m_account->practice; }
    /// In Opening: the practice Cloud is being started.
    [[nodiscard]] bool isStartingPractice() const { return m_isStartingPractice; }
    /// Only in SignedIn, else null. It lives until state() changes, or another account takes the place of this one;
    /// calls that are under way then end in silence. So ask for it anew after each stateChanged().
    [[nodiscard]] CloudClient *cloud() const { return m_state == State::SignedIn ? m_cloud.get() : nullptr; }
    /// Why the last operation failed, or why the key is needed; nothing after a success.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// All stored accounts, in their order.
    [[nodiscard]] QList<Account> accounts() const;

    /// Goes on with the account that was used last; stays SignedOut where there is none. Like use().
    void restore();
    /// Checks a new key, stores account and key, and signs in. `server` is as parseServerUrl() gives it: what is not
    /// encrypted was agreed to. A second account of the same server and user replaces the first one's key.
    void signIn(const QUrl &server, const QString &key);
    /// Signs in with a stored account. No request is sent, so that it also works offline: a key that does not hold any
    /// more shows with the first request (see checkKey()). Only a practice account needs its server: it is started.
    void use(const QString &accountName);
    /// A new key for account(), checked with the server. Refused (BadInput, naming the other user) when it is another
    /// user's.
    void replaceKey(const QString &key);
    /// Asks the server whether the key still holds, after a request was answered by 401 or 403. SignedIn until the
    /// answer, and after it unless the key is refused: then KeyNeeded.
    void checkKey();
    /// Forgets account() and its key. What the journal has of it stays.
    void signOut();
    /// Starts the practice Cloud of this profile (or goes on with the one that runs) and signs in there.
    void startPractice();
    /// Ends what State::Opening stands for; then as before it.
    void cancel();
    /// Sets account()'s beta repository. State and client stay.
    void setBetaRepository(const QUrl &url);

    /// The file of the company's own certificate authority that is set; empty where none is (SSL_CERT_FILE may name one
    /// all the same).
    [[nodiscard]] QString caFile() const;
    /// Sets it, after it was read and found good; an empty path sets none. Requests from now on go by it. What is under
    /// way goes on, state and client stay. `done` gets why it is left as it was: BadInput, as readCaFile() has it.
    void setCaFile(const QString &path, QObject *context, std::function<void(const Result<void> &)> done);

signals:
    /// state(), account(), cloud() or error() changed.
    void stateChanged();
    /// accounts() changed, or something of account() that needs no other client.
    void accountsChanged();
    void caFileChanged();
    /// Something worth knowing that is no failure, such as that no keychain keeps the key. A whole sentence.
    void notice(const QString &sentence);
    /// In Opening: the server asked to wait; once a second.
    void waiting(int secondsLeft, bool isAsked);

private:
    /// What an operation that fails or is cancelled leads back to.
    struct Standing
    {
        State state = State::SignedOut;
        std::optional<Account> account;
        QString key;
        std::optional<Error> error;
    };

    void open(const Account &account);
    void openPractice(const std::optional<Account> &account);
    void onPracticeReady(const QUrl &server, const QString &key, const QString &userId);
    void onPracticeFailed(const Error &error);
    void onPracticeEnded();
    [[nodiscard]] PracticeLauncher *practice();

    void begin(const std::optional<Account> &account);
    void ask(const QUrl &server, const QString &key, std::function<void(const QString &userId)> done);
    void enter(const Account &account, const QString &key);
    void needKey(const Account &account, const Error &why);
    void goBack(const std::optional<Error> &error);
    /// Of something that could not even begin.
    void report(const Error &error);

    void connectTo(const QUrl &server, const QString &key);
    void disconnectFrom();
    void keepKey(const Account &account, const QString &key);
    void makeCurrent(const Account &account);

    Options m_options;
    AccountStore m_store;
    State m_state = State::SignedOut;
    std::optional<Account> m_account;
    QString m_key;
    std::optional<Error> m_error;
    Standing m_before; ///< While Opening.
    std::unique_ptr<QObject> m_operation; ///< While Opening: the context of what is under way.
    std::unique_ptr<QObject> m_keeping; ///< The context of the key's way into the keychain.
    bool m_isChecking = false;
    bool m_isStartingPractice = false;
    int m_practiceRestarts = 0;
    // In this order: the practice Cloud ends at once when nobody is connected any more.
    std::unique_ptr<PracticeLauncher> m_practice;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<CloudClient> m_cloud;
};

} // namespace ksp
