#include "review/ReviewTypes.h"

#include "review/ReviewStatus.h"

#include <algorithm>

namespace ksp {

const Snapshot *ExtensionState::newest() const
{
    return snapshots && !snapshots->isEmpty() ? &snapshots->constFirst() : nullptr;
}

bool ExtensionState::isUnderReview() const
{
    return snapshots && std::any_of(snapshots->begin(), snapshots->end(), [](const Snapshot &snapshot) {
        return snapshot.status == StatusWord::submitted;
    });
}

QString ExtensionState::leadingStatus() const
{
    if (!snapshots)
        return {};
    if (isUnderReview())
        return StatusWord::submitted;
    if (const Snapshot *snapshot = newest())
        return snapshot->status;
    return extension.status == StatusWord::ready ? QString(StatusWord::active) : extension.status;
}

QDateTime ExtensionState::changedAt() const
{
    const Snapshot *snapshot = newest();
    return snapshot ? snapshot->updatedAt : QDateTime();
}

bool StatusChange::isSentBack() const
{
    return !isOwn && oldStatus == StatusWord::submitted && newStatus != StatusWord::submitted
        && newStatus != StatusWord::active;
}

bool StatusChange::isNews() const
{
    if (isOwn || oldStatus.isEmpty() || newStatus == StatusWord::submitted)
        return false;
    return !snapshotId.isEmpty() || (newStatus != StatusWord::ready && newStatus != StatusWord::draft);
}

QList<Snapshot> newestFirst(QList<Snapshot> snapshots)
{
    const auto milliseconds = [](const Snapshot &snapshot) {
        return snapshot.updatedAt.isValid() ? snapshot.updatedAt.toMSecsSinceEpoch() : 0;
    };
    std::stable_sort(snapshots.begin(), snapshots.end(),
        [&](const Snapshot &a, const Snapshot &b) { return milliseconds(a) > milliseconds(b); });
    return snapshots;
}

} // namespace ksp
