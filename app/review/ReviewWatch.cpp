#include "review/ReviewWatch.h"

#include "cloud/CloudClient.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"

#include <algorithm>
#include <utility>

namespace ksp {

namespace {

/// Whether the server as a whole does not answer now, rather than for one extension.
bool concernsAll(const Error &error)
{
    return error.kind == ErrorKind::Network || error.httpStatus == 429 || error.httpStatus >= 500 || mayBeTheKey(error);
}

} // namespace

ReviewWatch::ReviewWatch(ReviewStore *store, WatchClock clock, QObject *parent)
    : QObject(parent), m_store(store), m_clock(std::move(clock))
{
}

ReviewWatch::~ReviewWatch() = default;

void ReviewWatch::setAccount(CloudClient *cloud, const ReviewOwner &owner)
{
    if (m_owner == owner) {
        // A client that is gone leaves a null pointer behind, and calls that will never end.
        if (m_cloud == cloud && m_hadCloud == bool(cloud))
            return;
        abandonCalls();
        m_cloud = cloud;
        m_hadCloud = bool(cloud);
        m_failures = 0;
        m_error.reset();
        emit stateChanged();
        if (canAsk())
            startRound();
        return;
    }
    abandonCalls();
    m_cloud = cloud;
    m_hadCloud = bool(cloud);
    m_owner = owner;
    m_isLoaded = false;
    m_refreshedAt = {};
    m_error.reset();
    m_failures = 0;
    m_errors.clear();
    m_visible.clear();
    m_extensions.reset({});
    m_ownerContext = std::make_unique<QObject>();
    if (owner.isValid())
        m_store->load(owner, m_ownerContext.get(), [this](const Result<ReviewKnown> &known) { onKnown(known); });
    emit stateChanged();
}

void ReviewWatch::onKnown(const Result<ReviewKnown> &known)
{
    m_isLoaded = true;
    if (known) {
        m_refreshedAt = known->searchedAt;
        m_extensions.reset(known->extensions);
    } else {
        tell(failure(known.error()));
    }
    emit stateChanged();
    if (canAsk())
        startRound();
}

bool ReviewWatch::canAsk() const
{
    return m_isLoaded && m_cloud && m_online;
}

void ReviewWatch::setFocused(bool focused)
{
    if (m_focused == focused)
        return;
    m_focused = focused;
    if (!canAsk() || m_isRefreshing)
        return;
    const qint64 now = m_clock.elapsed();
    if (focused && now >= m_notBefore && now - m_roundEnd >= leastGap)
        startRound();
    else
        schedule(focused ? leastGap : interval());
    pump();
}

void ReviewWatch::setOnline(bool online)
{
    if (m_online == online)
        return;
    m_online = online;
    if (!online)
        abandonCalls();
    emit stateChanged();
    if (canAsk())
        startRound();
}

void ReviewWatch::setVisible(const QStringList &names)
{
    if (m_visible == names)
        return;
    m_visible = names;
    pump();
}

void ReviewWatch::refresh()
{
    if (!canAsk())
        return;
    m_askVisible = true;
    if (m_isRefreshing)
        m_refreshAgain = true;
    else
        startRound();
}

void ReviewWatch::load(const QString &name)
{
    if (!canAsk() || name.isEmpty())
        return;
    m_errors.remove(name);
    if (!m_underWay.contains(name))
        enqueue(name, true);
    pump();
    emit snapshotsChanged(name);
}

void ReviewWatch::noteOwnChange(const QString &name, const Snapshot &snapshot, const QString &newStatus)
{
    const QDateTime now = m_clock.now();
    if (const ExtensionState *state = m_extensions.find(name); state && state->snapshots) {
        QList<Snapshot> snapshots = *state->snapshots;
        for (Snapshot &known : snapshots) {
            if (known.id == snapshot.id)
                known.status = newStatus;
        }
        const QSet<QString> unseen = m_extensions.unseen();
        m_extensions.setSnapshots(name, snapshots, now);
        // The user knows.
        m_extensions.setUnseen(unseen);
    }
    if (!m_ownerContext)
        return;
    m_store->saveOwnChange(
        m_owner, name, snapshot, newStatus, now, m_ownerContext.get(), [this](const Result<void> &r) {
            if (!r)
                tell(failure(r.error()));
        });
    if (m_underWay.contains(name))
        m_outdated.insert(name);
    load(name);
    refresh();
}

std::optional<Error> ReviewWatch::errorOf(const QString &name) const
{
    const auto found = m_errors.constFind(name);
    return found == m_errors.constEnd() ? std::nullopt : std::optional(*found);
}

bool ReviewWatch::isLoading(const QString &name) const
{
    return m_underWay.contains(name) || m_queued.contains(name);
}

void ReviewWatch::abandonCalls()
{
    m_calls = std::make_unique<QObject>();
    m_timer.reset();
    m_fillTimer.reset();
    m_queue.clear();
    m_queued.clear();
    m_fill.clear();
    m_askVisible = false;
    m_ofRound.clear();
    m_underWay.clear();
    m_outdated.clear();
    m_isRefreshing = false;
    m_refreshAgain = false;
    m_notBefore = 0;
}

void ReviewWatch::startRound()
{
    m_timer.reset();
    m_isRefreshing = true;
    m_refreshAgain = false;
    const QDateTime askedAt = m_clock.now();
    m_cloud->search(m_owner.userId, m_calls.get(),
        [this, askedAt](const Result<QList<Extension>> &found) { onSearched(found, askedAt); });
    emit stateChanged();
}

void ReviewWatch::onSearched(const Result<QList<Extension>> &found, const QDateTime &askedAt)
{
    if (!found) {
        endRound(found.error());
        return;
    }
    const QStringList changed = m_extensions.setExtensions(*found);
    if (m_failures > 0)
        m_errors.clear();
    m_refreshedAt = askedAt;
    m_store->saveExtensions(m_owner, *found, askedAt, m_ownerContext.get(),
        [this](const Result<QList<StatusChange>> &recorded) { tell(recorded); });
    const auto await = [this](const QString &name) {
        m_ofRound.insert(name);
        if (!m_underWay.contains(name))
            enqueue(name);
    };
    if (std::exchange(m_askVisible, false)) {
        for (const QString &name : std::as_const(m_visible)) {
            if (m_extensions.find(name))
                await(name);
        }
    }
    for (int row = 0; row < m_extensions.size(); ++row) {
        if (m_extensions.at(row).isUnderReview())
            await(m_extensions.at(row).extension.name);
    }
    for (const QString &name : changed) {
        m_errors.remove(name);
        const ExtensionState *state = m_extensions.find(name);
        if (state && state->snapshots && !m_ofRound.contains(name))
            await(name);
    }
    if (m_ofRound.isEmpty())
        endRound({});
    else
        pump();
}

void ReviewWatch::endRound(const std::optional<Error> &error)
{
    m_isRefreshing = false;
    m_ofRound.clear();
    m_roundEnd = m_clock.elapsed();
    m_jitter = m_clock.random();
    m_error = error;
    m_failures = error ? m_failures + 1 : 0;
    constexpr qint64 longestWait = 24 * 3600;
    m_notBefore = error ? m_roundEnd + std::clamp<qint64>(error->retryAfter, 0, longestWait) * 1000 : 0;
    if (error) {
        m_queue.clear();
        m_queued.clear();
    }
    collectFill();
    schedule(interval());
    emit stateChanged();
    emit roundFinished();
    if (error && mayBeTheKey(*error))
        emit keyDoubted();
    if (m_refreshAgain && canAsk() && !m_isRefreshing)
        startRound();
    pump();
}

qint64 ReviewWatch::interval() const
{
    const bool underReview = m_extensions.counts().contains(StatusWord::submitted);
    const qint64 calm = m_focused ? focusedInterval : underReview ? reviewInterval : idleInterval;
    constexpr int mostDoublings = 6;
    const qint64 patient
        = m_failures == 0 ? 0 : std::min(m_longestPause, focusedInterval << std::min(m_failures, mostDoublings));
    return qint64(double(std::max(calm, patient)) * (0.9 + 0.2 * m_jitter));
}

void ReviewWatch::schedule(qint64 pause)
{
    if (!canAsk())
        return;
    const qint64 now = m_clock.elapsed();
    m_planned = interval();
    const qint64 due = std::max({m_roundEnd + pause, m_notBefore, now});
    m_timer = std::make_unique<QObject>();
    m_clock.after(due - now, m_timer.get(), [this] {
        // What is called here is a part of what startRound() deletes.
        m_timer.release()->deleteLater();
        if (canAsk() && !m_isRefreshing)
            startRound();
    });
}

bool ReviewWatch::needsSnapshots(const ExtensionState &state, qint64 keep) const
{
    const QString &name = state.extension.name;
    if (m_errors.contains(name) || m_underWay.contains(name) || m_queued.contains(name))
        return false;
    // A clock that was set back must not keep them for years.
    return !state.snapshots || qAbs(state.snapshotsAt.msecsTo(m_clock.now())) > keep;
}

void ReviewWatch::enqueue(const QString &name, bool first)
{
    if (m_queued.contains(name) && !first)
        return;
    m_queued.insert(name);
    if (first)
        m_queue.push_front(name);
    else
        m_queue.push_back(name);
}

QString ReviewWatch::dequeue()
{
    while (!m_queue.empty()) {
        const QString name = m_queue.front();
        m_queue.pop_front();
        // It may stand there twice, after it was moved to the front.
        if (m_queued.remove(name))
            return name;
    }
    return {};
}

void ReviewWatch::collectFill()
{
    m_fill.clear();
    for (int row = 0; row < m_extensions.size(); ++row) {
        if (needsSnapshots(m_extensions.at(row), snapshotsKeep))
            m_fill.push_back(m_extensions.at(row).extension.name);
    }
}

QString ReviewWatch::nextName()
{
    if (const QString name = dequeue(); !name.isEmpty())
        return name;
    if (m_failures > 0)
        return {};
    for (const QString &name : std::as_const(m_visible)) {
        const ExtensionState *state = m_extensions.find(name);
        if (state && needsSnapshots(*state, visibleKeep))
            return name;
    }
    if (!m_focused && !std::exchange(m_mayFill, false))
        return {};
    while (!m_fill.empty()) {
        const QString name = m_fill.front();
        m_fill.pop_front();
        const ExtensionState *state = m_extensions.find(name);
        if (state && needsSnapshots(*state, snapshotsKeep))
            return name;
    }
    return {};
}

void ReviewWatch::pump()
{
    if (!canAsk())
        return;
    while (m_underWay.size() < mostCalls) {
        const QString name = nextName();
        if (name.isEmpty())
            break;
        ask(name);
    }
    planFill();
}

void ReviewWatch::planFill()
{
    if (m_fillTimer || m_focused || m_fill.empty() || !canAsk() || m_failures > 0)
        return;
    m_fillTimer = std::make_unique<QObject>();
    m_clock.after(fillPause, m_fillTimer.get(), [this] {
        m_fillTimer.release()->deleteLater();
        m_mayFill = true;
        pump();
    });
}

void ReviewWatch::ask(const QString &name)
{
    m_underWay.insert(name);
    const QDateTime askedAt = m_clock.now();
    m_cloud->snapshots(name, m_calls.get(),
        [this, name, askedAt](const Result<QList<Snapshot>> &snapshots) { onSnapshots(name, snapshots, askedAt); });
    emit snapshotsChanged(name);
}

void ReviewWatch::onSnapshots(const QString &name, const Result<QList<Snapshot>> &snapshots, const QDateTime &askedAt)
{
    m_underWay.remove(name);
    if (m_outdated.remove(name)) {
        enqueue(name, true);
        pump();
        return;
    }
    if (snapshots) {
        m_errors.remove(name);
        const QList<StatusChange> changes = m_extensions.setSnapshots(name, *snapshots, askedAt);
        m_store->saveSnapshots(m_owner, name, *snapshots, askedAt, m_ownerContext.get(),
            [this](const Result<QList<StatusChange>> &recorded) { tell(recorded); });
        for (const StatusChange &change : changes)
            emit observed(change);
    } else {
        m_errors.insert(name, snapshots.error());
    }
    emit snapshotsChanged(name);
    const bool wasAwaited = m_ofRound.remove(name);
    const bool isBroken = !snapshots && concernsAll(snapshots.error());
    if (isBroken && (wasAwaited || (!m_isRefreshing && m_failures == 0))) {
        endRound(snapshots.error());
    } else if (wasAwaited && m_ofRound.isEmpty()) {
        endRound({});
    } else {
        // What was filled in may be under review.
        if (!m_isRefreshing && interval() != m_planned)
            schedule(interval());
        pump();
    }
}

void ReviewWatch::tell(const Result<QList<StatusChange>> &recordedChanges)
{
    if (recordedChanges) {
        for (const StatusChange &change : *recordedChanges)
            emit recorded(change);
    } else if (!m_saidNotice) {
        m_saidNotice = true;
        emit notice(recordedChanges.error().sentence);
    }
}

} // namespace ksp
