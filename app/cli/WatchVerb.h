#pragma once

#include "cli/ServerVerb.h"
#include "review/ReviewTypes.h"
#include "review/WatchClock.h"

#include <QSet>

#include <memory>

namespace ksp {

class Database;
class ReviewStore;
class ReviewWatch;

/// watch: prints changes of statuses as they come, of all extensions or of one; one line each, with --json one object a
/// line. What changed since this profile saw the server last comes first. With --until-decided it ends as soon as
/// nothing is under review.
///
/// Rounds are those of a ReviewWatch that has the user's eyes on it. Errors of the network are noted and do not end it.
class WatchVerb : public ServerVerb
{
    Q_OBJECT
public:
    explicit WatchVerb(WatchClock clock = WatchClock::system(), QObject *parent = nullptr);
    ~WatchVerb() override;

    void cancel() override;

protected:
    void run() override;

private:
    void onRoundFinished();
    void onSnapshots(const QString &name);
    void onObserved(const StatusChange &change);
    void print(const StatusChange &change);
    /// Asks for what was not asked for since the start.
    void catchUp();
    void endIfDecided();
    [[nodiscard]] QStringList watchedNames() const;
    [[nodiscard]] QString name() const;

    WatchClock m_clock;
    // In this order: each uses the one before.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ReviewStore> m_store;
    std::unique_ptr<ReviewWatch> m_watch;
    QSet<QString> m_fresh; ///< Extensions whose versions were asked for since the start.
    QSet<QString> m_submissions; ///< Snapshots that were under review, at the last look or since.
    QString m_noted; ///< The error that was noted last.
    int m_unprinted = 0; ///< Changes on their way through the database.
    bool m_greeted = false;
};

} // namespace ksp
