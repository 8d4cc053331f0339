#pragma once

#include "review/ReviewLooks.h"
#include "review/ReviewTypes.h"

#include <QObject>
#include <QTimer>

namespace ksp {

class Database;
class Notifier;
class ReviewWatch;
struct Notification;

/// Tells the user of what the reviewers decided: a notification of the desktop for each change that no program on this
/// profile told before, and a mark in the table until the user has looked at the extension.
class ReviewNotices : public QObject
{
    Q_OBJECT
public:
    /// Nothing is owned; all must live longer. Without a notifier there are only the marks.
    ReviewNotices(ReviewWatch *watch, Database *database, Notifier *notifier, QObject *parent = nullptr);
    ~ReviewNotices() override;

    /// The extension that the user has before their eyes; empty for none.
    void setLookedAt(const QString &name);
    [[nodiscard]] int unseenCount() const;

    /// What the desktop is to tell: of each change by itself, of many in one. Pure.
    [[nodiscard]] static QList<Notification> notificationsOf(const QList<StatusChange> &changes);

signals:
    /// On how many extensions there is news that the user has not looked at.
    void unseenChanged(int count);
    /// The user clicked a notification about this extension; the name is empty where it is about several. The token is
    /// Notifier's.
    void activationRequested(const QString &name, const QString &activationToken);

private:
    void onRecorded(const StatusChange &change);
    void notify();
    void onObserved(const StatusChange &change);
    void onStateChanged();
    void readUnseen();
    void lookAtIt();
    void tellCount();

    ReviewWatch *m_watch;
    ReviewLooks m_looks;
    Notifier *m_notifier;
    QString m_lookedAt;
    ReviewOwner m_owner;
    QList<StatusChange> m_news; ///< To be notified together.
    QTimer m_newsTimer;
    int m_toldCount = 0;
    bool m_isLoaded = false;
};

} // namespace ksp
