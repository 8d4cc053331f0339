#include "dashboard/ReviewNotices.h"

#include "core/SafeText.h"
#include "desktop/Notifier.h"
#include "review/ReviewStatus.h"
#include "review/ReviewWatch.h"

#include <algorithm>

namespace ksp {

namespace {

/// What one round found comes within so many milliseconds.
constexpr int together = 400;
/// More than that are one notification: after a night they would bury the screen.
constexpr int mostSingle = 3;
constexpr int mostNamed = 5;

} // namespace

ReviewNotices::ReviewNotices(ReviewWatch *watch, Database *database, Notifier *notifier, QObject *parent)
    : QObject(parent), m_watch(watch), m_looks(database), m_notifier(notifier)
{
    m_newsTimer.setSingleShot(true);
    m_newsTimer.setInterval(together);
    connect(&m_newsTimer, &QTimer::timeout, this, &ReviewNotices::notify);
    connect(watch, &ReviewWatch::stateChanged, this, &ReviewNotices::onStateChanged);
    connect(watch, &ReviewWatch::recorded, this, &ReviewNotices::onRecorded);
    connect(watch, &ReviewWatch::observed, this, &ReviewNotices::onObserved);
    if (notifier)
        connect(notifier, &Notifier::activated, this, &ReviewNotices::activationRequested);
    onStateChanged();
}

ReviewNotices::~ReviewNotices() = default;

int ReviewNotices::unseenCount() const
{
    const ExtensionsModel *model = m_watch->extensions();
    const QSet<QString> &names = model->unseen();
    // What is no longer in the list can no longer be looked at.
    return int(std::count_if(names.begin(), names.end(), [&](const QString &name) { return model->find(name); }));
}

void ReviewNotices::setLookedAt(const QString &name)
{
    if (m_lookedAt == name)
        return;
    m_lookedAt = name;
    if (m_watch->extensions()->unseen().contains(name))
        lookAtIt();
}

void ReviewNotices::onStateChanged()
{
    if (m_watch->owner() != m_owner) {
        m_owner = m_watch->owner();
        m_isLoaded = false;
        m_news.clear();
        m_newsTimer.stop();
        tellCount();
    }
    // The last known state replaces the model's rows, marks included.
    if (m_watch->isLoaded() && m_owner.isValid() && !std::exchange(m_isLoaded, true))
        lookAtIt();
}

void ReviewNotices::onObserved(const StatusChange &change)
{
    tellCount();
    // Whether it is news is known when it stands in the timeline: another program may have done it.
    if (change.name == m_lookedAt)
        lookAtIt();
    else
        readUnseen();
}

void ReviewNotices::readUnseen()
{
    m_looks.unseen(m_owner, this, [this, owner = m_owner](const Result<QSet<QString>> &names) {
        if (!names || owner != m_owner)
            return;
        m_watch->extensions()->setUnseen(*names);
        tellCount();
    });
}

void ReviewNotices::lookAtIt()
{
    if (!m_lookedAt.isEmpty()) {
        m_looks.look(m_owner, m_lookedAt, this, [](const Result<void> & /*kept*/) {});
        if (m_notifier)
            m_notifier->withdraw(m_lookedAt);
    }
    readUnseen();
}

void ReviewNotices::tellCount()
{
    const int count = unseenCount();
    if (std::exchange(m_toldCount, count) != count)
        emit unseenChanged(count);
}

void ReviewNotices::onRecorded(const StatusChange &change)
{
    if (!change.isNews())
        return;
    // Changes of snapshots were observed before.
    if (change.snapshotId.isEmpty())
        readUnseen();
    if (!m_notifier)
        return;
    m_news.append(change);
    if (!m_newsTimer.isActive())
        m_newsTimer.start();
}

void ReviewNotices::notify()
{
    const QList<Notification> notifications = notificationsOf(std::exchange(m_news, {}));
    for (const Notification &notification : notifications)
        m_notifier->show(notification);
}

QList<Notification> ReviewNotices::notificationsOf(const QList<StatusChange> &changes)
{
    constexpr int longestWord = 60;
    const auto shortened = [](const QString &text) { return safeText(text, longestWord); };
    if (changes.size() > mostSingle) {
        QStringList names;
        for (const StatusChange &change : changes) {
            if (!names.contains(shortened(change.name)))
                names.append(shortened(change.name));
        }
        const bool isMore = names.size() > mostNamed;
        QString list = names.mid(0, mostNamed).join(tr(", ", "between names"));
        if (isMore)
            list = tr("%1 and others", "names").arg(list);
        return {{QString(), tr("%n status(es) changed", nullptr, int(changes.size())), list, tr("Show")}};
    }
    QList<Notification> notifications;
    for (const StatusChange &change : changes) {
        const QString what = QStringLiteral("%1 %2").arg(shortened(change.name), shortened(change.version)).trimmed();
        const ReviewStatus status = ReviewStatus::of(change.newStatus);
        QString title;
        if (change.isSentBack())
            title = tr("%1 was sent back", "name and version").arg(what);
        else if (change.newStatus == StatusWord::active)
            title = tr("%1 was approved", "name and version").arg(what);
        else
            title = tr("%1 is now “%2”", "name and version, status").arg(what, shortened(status.label));
        QString body = status.meaning;
        if (change.isSentBack())
            body = tr("It is “%1” now, and no longer under review.").arg(shortened(status.label));
        notifications.append({change.name, title, body, tr("Show")});
    }
    return notifications;
}

} // namespace ksp
