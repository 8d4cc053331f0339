#include "cli/UnpushVerb.h"

#include "chart/Chart.h"
#include "cli/Console.h"
#include "cloud/CloudClient.h"

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
        takeBack((*snapshot)->id);
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
        end(ExitCode::Done);
    }));
}

} // namespace ksp
