#include "cli/WatchVerb.h"

#include "cli/Console.h"
#include "core/Database.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"
#include "review/ReviewWatch.h"

#include <algorithm>

namespace ksp {

namespace {

/// What is not under review is asked for once after the start, so many extensions a round.
constexpr int mostToCatchUp = 100;
/// How far back in the timeline a change that was just observed is looked for.
constexpr int timelineDepth = 50;

QJsonObject changeObject(const StatusChange &change)
{
    return {{QStringLiteral("name"), change.name}, {QStringLiteral("snapshotId"), change.snapshotId},
        {QStringLiteral("version"), change.version}, {QStringLiteral("oldStatus"), change.oldStatus},
        {QStringLiteral("newStatus"), change.newStatus},
        {QStringLiteral("changedAt"), change.changedAt.toUTC().toString(Qt::ISODate)},
        {QStringLiteral("seenAt"), change.seenAt.toUTC().toString(Qt::ISODate)},
        {QStringLiteral("sentBack"), change.isSentBack()}, {QStringLiteral("own"), change.isOwn}};
}

} // namespace

WatchVerb::WatchVerb(WatchClock clock, QObject *parent) : ServerVerb(parent), m_clock(std::move(clock)) { }

WatchVerb::~WatchVerb() = default;

QString WatchVerb::name() const
{
    return context().invocation.arguments.value(0);
}

void WatchVerb::run()
{
    m_database = std::make_unique<Database>(context().profile);
    connect(m_database.get(), &Database::notice, this,
        [this](const QString &sentence) { context().console.warning(sentence); });
    m_store = std::make_unique<ReviewStore>(m_database.get());
    m_watch = std::make_unique<ReviewWatch>(m_store.get(), m_clock);
    connect(m_watch.get(), &ReviewWatch::notice, this,
        [this](const QString &sentence) { context().console.warning(sentence); });
    connect(m_watch.get(), &ReviewWatch::roundFinished, this, &WatchVerb::onRoundFinished);
    connect(m_watch.get(), &ReviewWatch::snapshotsChanged, this, &WatchVerb::onSnapshots);
    connect(m_watch.get(), &ReviewWatch::observed, this, &WatchVerb::onObserved);
    m_watch->setFocused(true);
    m_watch->setLongestPause(ReviewWatch::focusedInterval); // as the help says, also after an outage
    m_watch->setAccount(cloud(), {account().server.toString(), userId()});
}

void WatchVerb::cancel()
{
    m_watch.reset();
    ServerVerb::cancel();
}

QStringList WatchVerb::watchedNames() const
{
    const ExtensionsModel *model = m_watch->extensions();
    QStringList names;
    for (int row = 0; row < model->size(); ++row) {
        const QString &one = model->at(row).extension.name;
        if (name().isEmpty() || one == name())
            names.append(one);
    }
    return names;
}

void WatchVerb::onRoundFinished()
{
    if (const std::optional<Error> &error = m_watch->error()) {
        if (mayBeTheKey(*error)) {
            Error refused = *error;
            refused.kind = ErrorKind::Authentication;
            end(context(), refused);
            return;
        }
        if (error->sentence != m_noted)
            context().console.note(tr("%1 The watch goes on.").arg(error->sentence));
        m_noted = error->sentence;
        return;
    }
    if (!m_noted.isEmpty())
        context().console.note(tr("The server answers again."));
    m_noted.clear();
    if (!name().isEmpty() && !m_watch->extensions()->find(name())) {
        end(context(), Error{ErrorKind::Refused, tr("There is no extension \"%1\" among yours.").arg(name()), {}, 404});
        return;
    }
    if (!m_greeted) {
        m_greeted = true;
        context().console.note(name().isEmpty()
                ? tr("Watching %n extension(s). Ctrl-C ends it.", nullptr, m_watch->extensions()->size())
                : tr("Watching %1. Ctrl-C ends it.").arg(name()));
    }
    catchUp();
    endIfDecided();
}

void WatchVerb::catchUp()
{
    int asked = 0;
    const QStringList names = watchedNames();
    for (const QString &one : names) {
        const ExtensionState *state = m_watch->extensions()->find(one);
        // Of one extension every change is to be seen, also that it was submitted from elsewhere.
        const bool wanted = !m_fresh.contains(one) || (!name().isEmpty() && !state->isUnderReview());
        if (wanted && !m_watch->isLoading(one) && asked++ < mostToCatchUp)
            m_watch->load(one);
    }
}

void WatchVerb::onSnapshots(const QString &name)
{
    if (m_watch->isLoading(name) || m_watch->errorOf(name))
        return;
    m_fresh.insert(name);
    endIfDecided();
}

void WatchVerb::onObserved(const StatusChange &change)
{
    if (!name().isEmpty() && change.name != name())
        return;
    if (change.oldStatus == StatusWord::submitted)
        m_submissions.insert(change.snapshotId);
    // Whether it was the user's own doing, in another program, stands in the timeline.
    ++m_unprinted;
    m_store->timeline(m_watch->owner(), change.name, timelineDepth, m_watch.get(),
        [this, change](const Result<QList<StatusChange>> &changes) {
            StatusChange known = change;
            if (changes) {
                const auto found = std::find_if(changes->begin(), changes->end(), [&](const StatusChange &one) {
                    return one.snapshotId == change.snapshotId && one.newStatus == change.newStatus;
                });
                known.isOwn = found != changes->end() && found->isOwn;
            }
            --m_unprinted;
            print(known);
            endIfDecided();
        });
}

void WatchVerb::print(const StatusChange &change)
{
    Console &console = context().console;
    const QDateTime time = change.changedAt.isValid() ? change.changedAt : change.seenAt;
    QString line
        = QStringLiteral("%1   %2   %3   %4 -> %5")
              .arg(time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss t")), change.name, change.version,
                  change.oldStatus.isEmpty() ? QStringLiteral("(new)") : change.oldStatus, change.newStatus);
    if (change.isSentBack())
        line += QStringLiteral("   (sent back)");
    // One change, one line, whatever a server puts into a version.
    console.print(line.replace(QLatin1Char('\n'), QLatin1Char(' ')));
    console.printObject(changeObject(change));
    // Nobody listens any more.
    if (console.outputFailed())
        end(ExitCode::Done);
}

void WatchVerb::endIfDecided()
{
    if (!context().invocation.untilDecided || !m_greeted || m_unprinted > 0)
        return;
    QHash<QString, QString> statuses;
    const QStringList names = watchedNames();
    bool isDecided = true;
    for (const QString &one : names) {
        const ExtensionState *state = m_watch->extensions()->find(one);
        if (!state->snapshots) {
            isDecided = false;
            continue;
        }
        for (const Snapshot &snapshot : *state->snapshots) {
            statuses.insert(snapshot.id, snapshot.status);
            if (snapshot.status == StatusWord::submitted)
                m_submissions.insert(snapshot.id);
        }
        isDecided = isDecided && m_fresh.contains(one) && !state->isUnderReview();
    }
    if (!isDecided)
        return;
    bool allActive = std::all_of(m_submissions.begin(), m_submissions.end(),
        [&](const QString &id) { return statuses.value(id) == StatusWord::active; });
    if (m_submissions.isEmpty()) {
        context().console.note(tr("Nothing is under review."));
        // It may have been decided before the first look.
        const ExtensionState *state = m_watch->extensions()->find(name());
        const Snapshot *newest = state ? state->newest() : nullptr;
        allActive = name().isEmpty() || (newest && newest->status == StatusWord::active);
    }
    end(allActive ? ExitCode::Done : ExitCode::ServerRefused);
}

} // namespace ksp
