#include "cli/UnpushVerb.h"

#include "chart/Chart.h"
#include "cli/Console.h"
#include "cloud/CloudClient.h"
#include "core/Database.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"

#include <algorithm>

namespace ksp {

namespace {

/// Snapshots have numbers; a folder that is named so can be given as ./NUMBER.
bool isSnapshotId(const QString &text)
{
    return std::all_of(
        text.begin(), text.end(), [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); });
}

} // namespace

UnpushVerb::UnpushVerb(QObject *parent) : ServerVerb(parent) { }

UnpushVerb::~UnpushVerb() = default;

void UnpushVerb::start(Context &context)
{
    const QString &argument = context.invocation.arguments.first();
    if (!isSnapshotId(argument)) {
        const auto chart = openChart(argument);
        if (!chart)
            return end(context, chart.error());
        m_name = chart->metadata.name.text;
        m_version = chart->metadata.version.text;
        if (m_name.isEmpty() || m_version.isEmpty()) {
            return end(context,
                Error{ErrorKind::BadInput,
                    tr("The chart %1 does not say its name and version. Give the snapshot's ID instead.").arg(argument),
                    {}});
        }
    }
    ServerVerb::start(context);
}

void UnpushVerb::run()
{
    if (m_name.isEmpty())
        return takeBack(context().invocation.arguments.first());
    watch(cloud()->version(m_name, m_version, this, [this](const Result<std::optional<Snapshot>> &snapshot) {
        if (!check(snapshot))
            return;
        if (!*snapshot) {
            return end(context(),
                Error{ErrorKind::Refused,
                    tr("404 Not Found. The server has no version %1 of %2, so there is nothing to take back.")
                        .arg(m_version, m_name),
                    {}, 404});
        }
        context().console.print(QStringLiteral("Snapshot found on KubeSphere Cloud"));
        m_snapshot = **snapshot;
        takeBack(m_snapshot.id);
    }));
}

void UnpushVerb::takeBack(const QString &snapshotId)
{
    context().console.print(QStringLiteral("unpush snapshot %1").arg(snapshotId));
    watch(cloud()->cancelSubmit(userId(), snapshotId, this, [this, snapshotId](const Result<void> &done) {
        if (!check(done))
            return;
        context().console.print(
            QStringLiteral("Snapshot %1 has been unsubmitted and reverted to draft state").arg(snapshotId));
        context().console.printObject(
            {{QStringLiteral("snapshotId"), snapshotId}, {QStringLiteral("status"), QStringLiteral("draft")}});
        m_snapshot.id = snapshotId;
        record();
    }));
}

void UnpushVerb::record()
{
    m_database = std::make_unique<Database>(context().profile);
    m_store = std::make_unique<ReviewStore>(m_database.get());
    if (!m_name.isEmpty())
        return save();
    const ReviewOwner owner{account().server.toString(), userId()};
    m_store->load(owner, this, [this](const Result<ReviewKnown> &known) {
        if (!known)
            return end(ExitCode::Done);
        for (const ExtensionState &state : known->extensions) {
            for (const Snapshot &snapshot : state.snapshots.value_or(QList<Snapshot>())) {
                if (snapshot.id == m_snapshot.id) {
                    m_name = state.extension.name;
                    m_snapshot = snapshot;
                }
            }
        }
        // What this profile never saw under review it cannot miss there.
        if (m_name.isEmpty())
            return end(ExitCode::Done);
        save();
    });
}

void UnpushVerb::save()
{
    const ReviewOwner owner{account().server.toString(), userId()};
    // The server did what was asked for, whatever the database says.
    m_store->saveOwnChange(owner, m_name, m_snapshot, StatusWord::draft, QDateTime::currentDateTimeUtc(), this,
        [this](const Result<void> & /*saved*/) { end(ExitCode::Done); });
}

} // namespace ksp
