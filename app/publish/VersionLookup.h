#pragma once

#include "core/Result.h"
#include "publish/PublishPlan.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

namespace ksp {

class CloudCall;
class CloudClient;
class Journal;
class Session;

/// Finds out, before anything is sent, what publishing a package would meet: the version on the server, an earlier
/// publish of the same content, and images that were sent before. Asked again by itself when the session gets another
/// client. Lives on one thread; changed() comes from the event loop, never inside a call.
class VersionLookup : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Idle, ///< Nothing was asked.
        Asking,
        Known, ///< situation() is there.
        Failed, ///< error() says why; ask() again, or publish all the same: the job looks, too.
    };

    /// `session` and `journal` are not owned and must live longer.
    VersionLookup(Session *session, Journal *journal, QObject *parent = nullptr);

    /// Needs a session that is SignedIn; Idle otherwise, until it is. A question under way is dropped.
    void ask(const PreparedPackage &package);
    void forget();

    [[nodiscard]] State state() const { return m_state; }
    /// In Known. The two flags are false: what the user agrees to is for the caller to add.
    [[nodiscard]] const PublishSituation &situation() const { return m_situation; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

signals:
    void changed();

private:
    void askAgain();
    void sessionChanged();
    void drop();
    void join();
    /// A handler that hands the value on unless another question was asked meanwhile.
    template <typename T, typename F> std::function<void(Result<T>)> handler(F keep);

    Session *m_session;
    Journal *m_journal;
    std::optional<PreparedPackage> m_package;
    PublishKey m_key;
    State m_state = State::Idle;
    PublishSituation m_situation;
    std::optional<Error> m_error;
    QPointer<CloudClient> m_client; ///< Of the question under way, or of the last answer.
    QPointer<CloudCall> m_call;
    int m_round = 0; ///< Counts questions: answers to an older one are dropped.
    int m_missing = 0; ///< Answers.
};

} // namespace ksp
