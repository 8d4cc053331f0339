#pragma once

#include "chart/PackageBuilder.h"
#include "cloud/CloudTypes.h"
#include "publish/JournalTypes.h"

#include <optional>

namespace ksp {

/// The steps as the user sees them. Check stands for account, journal, version and place of files together.
enum class PublishPhase { Check, Images, Withdraw, Package, Submit };

/// All that decides what a publish does: what the server has, what an earlier publish of the same content did, and
/// what the user agreed to.
struct PublishSituation
{
    std::optional<Snapshot> snapshot; ///< The version on the server.
    std::optional<PublishRecord> record; ///< The publish that would be gone on with.
    QList<LocalImage> imagesToSend; ///< Those whose URL is not known yet.
    bool replaceSubmitted = false; ///< See PublishRequest; what record has counts as well.
    bool overwriteActive = false;
};

/// What a publish does in a situation. The page that announces it and the job that does it share this.
struct PublishPlan
{
    enum class Way {
        SendAll, ///< Images, then the package.
        SendKeptPackage, ///< The very package again whose reply was lost, or that was sent back.
        SubmitOnly, ///< The package arrived and only waits to be submitted.
        NothingToDo, ///< This content waits for review, or is approved, already.
        AskToReplace, ///< As SendAll, once the user agrees: the version waits for review, or nobody knows what it does.
        RefuseActive, ///< As SendAll, but only where the user agreed beforehand: the version is approved.
    };

    Way way = Way::SendAll;
    QList<PublishPhase> phases; ///< In their order.
};

[[nodiscard]] PublishPlan planPublish(const PublishSituation &situation);

/// The record of an image that was sent: same name on the server, same bytes. Null where it has to be sent.
[[nodiscard]] const ImageRecord *sentImage(const LocalImage &image, const QList<ImageRecord> &known);

} // namespace ksp

Q_DECLARE_METATYPE(ksp::PublishPhase)
