#pragma once

#include "core/Error.h"
#include "core/Result.h"
#include "review/ExtensionsModel.h"
#include "review/ReviewTypes.h"
#include "review/WatchClock.h"

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QStringList>

#include <deque>
#include <memory>
#include <optional>

namespace ksp {

class CloudClient;
class ReviewStore;
struct ReviewKnown;

/// Keeps what is known of one user's extensions true: loads the last known state from the database, then asks the
/// server in rounds. A round is one search and one call for the snapshots of each extension that has one under review,
/// at most four at a time. Rounds come every 30 s while somebody looks (setFocused()), else every 5 minutes while
/// something is under review, else every 30 minutes; later after errors, and never before a Retry-After has passed.
/// A search tells nothing of versions that somebody else sent, so snapshots count as known for a while only: those of
/// visible extensions are asked for again with each round that the user asks for, and when they are visibleKeep old;
/// the others are filled in behind them, four at a time while somebody looks, else slowly.
///
/// Lives on one thread, as does its model.
class ReviewWatch : public QObject
{
    Q_OBJECT
public:
    /// Policy, in milliseconds.
    static constexpr qint64 focusedInterval = 30'000;
    static constexpr qint64 reviewInterval = 5 * 60'000;
    static constexpr qint64 idleInterval = 30 * 60'000;
    static constexpr qint64 leastGap = 5'000; ///< Between two rounds that nobody asked for by hand.
    static constexpr qint64 fillPause = 5'000; ///< Between two that are filled in while nobody looks.
    static constexpr qint64 visibleKeep = 5 * 60'000; ///< How long the snapshots of visible extensions count as known.
    static constexpr qint64 snapshotsKeep = 3'600'000; ///< How long those of the others do.
    static constexpr int mostCalls = 4; ///< At a time.

    /// `store` is not owned and must live longer.
    explicit ReviewWatch(ReviewStore *store, WatchClock clock = WatchClock::system(), QObject *parent = nullptr);
    ~ReviewWatch() override;

    /// Whose extensions to watch, and how to ask. With an owner and no client the last known state is shown and nothing
    /// is asked. Calling it again with the same values does nothing.
    void setAccount(CloudClient *cloud, const ReviewOwner &owner);
    [[nodiscard]] const ReviewOwner &owner() const { return m_owner; }

    /// Whether somebody looks. When that begins a round starts at once.
    void setFocused(bool focused);
    /// However often rounds fail, the next one comes after so many milliseconds (idleInterval unless it is set), but
    /// not before a Retry-After.
    void setLongestPause(qint64 pause) { m_longestPause = pause; }
    /// Without a network nothing is asked; when it is back a round starts at once.
    void setOnline(bool online);
    [[nodiscard]] bool isOnline() const { return m_online; }
    /// The extensions whose snapshots are to be filled in first.
    void setVisible(const QStringList &names);

    /// A round now, or right after the one that is under way, with the snapshots of what is visible.
    void refresh();
    /// Asks for the snapshots of one extension now.
    void load(const QString &name);
    /// The user changed a snapshot's status with this program, as the server confirmed. Also starts a round.
    void noteOwnChange(const QString &name, const Snapshot &snapshot, const QString &newStatus);

    [[nodiscard]] ExtensionsModel *extensions() { return &m_extensions; }
    /// Whether the last known state was read from the database.
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    [[nodiscard]] bool isRefreshing() const { return m_isRefreshing; }
    /// UTC, when the shown list was asked for; invalid where it never was.
    [[nodiscard]] QDateTime refreshedAt() const { return m_refreshedAt; }
    /// Why the last round failed; nothing after one that did not.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Why the snapshots of this extension could not be had; nothing where they could.
    [[nodiscard]] std::optional<Error> errorOf(const QString &name) const;
    [[nodiscard]] bool isLoading(const QString &name) const;
    /// Whether snapshots of extensions that nobody looks at are being filled in.
    [[nodiscard]] bool isFilling() const { return canAsk() && m_failures == 0 && !m_fill.empty(); }

signals:
    /// owner(), isLoaded(), isRefreshing(), isOnline(), refreshedAt() or error() changed.
    void stateChanged();
    /// What is known of this extension's snapshots, isLoading() or errorOf() changed.
    void snapshotsChanged(const QString &name);
    /// A round ended, well or not.
    void roundFinished();
    /// A status is another than when this object saw it last.
    void observed(const ksp::StatusChange &change);
    /// A change that no program on this profile recorded before: the one moment to tell the user of it.
    void recorded(const ksp::StatusChange &change);
    /// A request was answered by 401 or 403: the key may not hold any more.
    void keyDoubted();
    /// The database cannot be used; a whole sentence. Watching goes on without it.
    void notice(const QString &sentence);

private:
    void onKnown(const Result<ReviewKnown> &known);
    [[nodiscard]] bool canAsk() const;
    void startRound();
    void onSearched(const Result<QList<Extension>> &found, const QDateTime &askedAt);
    void endRound(const std::optional<Error> &error);
    /// Plans the next round by the policy, from the end of the last one.
    /// The next round, so many milliseconds after the last one's end.
    void schedule(qint64 pause);
    [[nodiscard]] qint64 interval() const;

    /// Sends what may be sent now.
    void pump();
    [[nodiscard]] QString nextName();
    [[nodiscard]] bool needsSnapshots(const ExtensionState &state, qint64 keep) const;
    /// Whom to ask next; the set is what counts, so that a name is found at once among thousands.
    void enqueue(const QString &name, bool first = false);
    [[nodiscard]] QString dequeue();
    /// Collects who is to be filled in: once for a round, not once for a reply.
    void collectFill();
    void ask(const QString &name);
    void onSnapshots(const QString &name, const Result<QList<Snapshot>> &snapshots, const QDateTime &askedAt);
    void planFill();
    void abandonCalls();
    void tell(const Result<QList<StatusChange>> &recorded);

    ReviewStore *m_store;
    WatchClock m_clock;
    ExtensionsModel m_extensions;
    ReviewOwner m_owner;
    QPointer<CloudClient> m_cloud;
    bool m_hadCloud = false;
    std::unique_ptr<QObject> m_ownerContext; ///< Of what belongs to m_owner.
    std::unique_ptr<QObject> m_calls; ///< Context of the calls under way; deleting it ends them.
    std::unique_ptr<QObject> m_timer; ///< Context of the next round's timer.
    std::unique_ptr<QObject> m_fillTimer;

    bool m_isLoaded = false;
    bool m_focused = false;
    bool m_online = true;
    bool m_isRefreshing = false;
    bool m_refreshAgain = false;
    bool m_saidNotice = false;
    QDateTime m_refreshedAt;
    std::optional<Error> m_error;
    int m_failures = 0; ///< Rounds in a row.
    qint64 m_roundEnd = 0; ///< As m_clock.elapsed().
    qint64 m_notBefore = 0; ///< The same: no round by itself before.
    qint64 m_longestPause = idleInterval;
    qint64 m_planned = 0; ///< The interval that the timer runs by.
    double m_jitter = 0;

    std::deque<QString> m_queue; ///< To be asked as soon as there is room; only those that m_queued has, too.
    QSet<QString> m_queued;
    std::deque<QString> m_fill; ///< To be asked when there is nothing better to do.
    bool m_askVisible = false; ///< The user asked for this round.
    QSet<QString> m_ofRound; ///< What the round waits for.
    QSet<QString> m_underWay;
    QSet<QString> m_outdated; ///< Under way, but the answer will be older than what is known.
    QStringList m_visible;
    QHash<QString, Error> m_errors;
    bool m_mayFill = false;
};

} // namespace ksp
