#include "publish/PublishPlan.h"

#include <algorithm>

namespace ksp {

namespace {

PublishPlan::Way freshWay(const PublishSituation &situation)
{
    const QString status = situation.snapshot ? situation.snapshot->status : QString();
    const bool mayOverwrite = situation.overwriteActive || (situation.record && situation.record->overwriteActive);
    if (status == QLatin1String("active") && !mayOverwrite)
        return PublishPlan::Way::RefuseActive;
    // A draft, or one that was sent back, is there to be replaced. Of a word that we do not know nobody can say.
    static const QStringList replaceable{
        QString(), QStringLiteral("draft"), QStringLiteral("rejected"), QStringLiteral("active")};
    const bool mayReplace = situation.replaceSubmitted || (situation.record && situation.record->replaceSubmitted);
    if (!replaceable.contains(status) && !mayReplace)
        return PublishPlan::Way::AskToReplace;
    return PublishPlan::Way::SendAll;
}

PublishPlan::Way way(const PublishSituation &situation)
{
    if (!situation.record)
        return freshWay(situation);
    const PublishRecord &record = *situation.record;
    const StepRecord &package = record.step(PublishStep::Package);
    const bool maybeSent
        = package.state != StepState::Planned && (package.state != StepState::Failed || package.outcomeUnknown);
    if (!maybeSent)
        return freshWay(situation);
    const QString status = situation.snapshot ? situation.snapshot->status : QString();
    // A version that was approved before and is to be overwritten is not ours before we asked for its review.
    const bool wasActive = (situation.overwriteActive || record.overwriteActive)
        && record.step(PublishStep::Submit).state == StepState::Planned;
    if (status == QLatin1String("submitted") || (status == QLatin1String("active") && !wasActive))
        return PublishPlan::Way::NothingToDo;
    // Sent back by the reviewers, or made anew by somebody else, it takes the package once more.
    if (package.state == StepState::Done && situation.snapshot && situation.snapshot->id == record.snapshotId
        && status != QLatin1String("rejected"))
        return PublishPlan::Way::SubmitOnly;
    return PublishPlan::Way::SendKeptPackage;
}

} // namespace

PublishPlan planPublish(const PublishSituation &situation)
{
    PublishPlan plan;
    plan.way = way(situation);
    plan.phases = {PublishPhase::Check};
    if (plan.way == PublishPlan::Way::NothingToDo)
        return plan;
    if (plan.way != PublishPlan::Way::SubmitOnly) {
        if (!situation.imagesToSend.isEmpty())
            plan.phases.append(PublishPhase::Images);
        if (situation.snapshot && situation.snapshot->status == QLatin1String("submitted"))
            plan.phases.append(PublishPhase::Withdraw);
        plan.phases.append(PublishPhase::Package);
    }
    plan.phases.append(PublishPhase::Submit);
    return plan;
}

const ImageRecord *sentImage(const LocalImage &image, const QList<ImageRecord> &known)
{
    const auto found = std::find_if(known.begin(), known.end(), [&image](const ImageRecord &record) {
        return record.uploadName == image.uploadName && record.sha256 == QString::fromLatin1(image.sha256)
            && record.state == StepState::Done;
    });
    return found == known.end() ? nullptr : &*found;
}

} // namespace ksp
