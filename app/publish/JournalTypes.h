#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <array>

namespace ksp {

/// What one publish is recognised by: the same chart for the same user of the same server.
struct PublishKey
{
    QString server; ///< Base URL.
    QString userId;
    QString name; ///< The extension's.
    QString version;
    QString content; ///< Hex SHA-256 of what is published, local images included.

    friend bool operator==(const PublishKey &, const PublishKey &) = default;
};

/// The steps of a publish that change something on the server, in their order.
enum class PublishStep { Images, Withdraw, Package, Submit };
inline constexpr int publishStepCount = 4;

/// Planned: not begun. Started: begun, and after a restart of unknown outcome. Failed: see StepRecord::outcomeUnknown.
enum class StepState { Planned, Started, Done, Failed };

struct StepRecord
{
    StepState state = StepState::Planned;
    QString result; ///< What came of a step that is done, for the history; may be empty.
    QString error; ///< Why it failed: the sentence that the user saw.
    bool outcomeUnknown = false; ///< It failed, but the server may have carried it out (the reply was lost).
    QDateTime updatedAt; ///< UTC; invalid while planned.

    friend bool operator==(const StepRecord &, const StepRecord &) = default;
};

/// Open: can be resumed. GivenUp: never will be, by the user's wish or since another content of the same version was
/// published after it.
enum class PublishState { Open, Finished, GivenUp };

/// One publish as the journal has it.
struct PublishRecord
{
    qint64 id = 0; ///< The journal's number, given by Journal::begin().
    PublishKey key;
    QString account; ///< The account's name, for showing.
    QString chartPath; ///< As the user gave it, absolute.
    QString message; ///< The note to the reviewers.
    bool replaceSubmitted = false; ///< The user agreed to withdraw a version that waits for review.
    bool overwriteActive = false; ///< The user agreed to overwrite a version that was approved.
    PublishState state = PublishState::Open;
    std::array<StepRecord, publishStepCount> steps;
    QString snapshotId; ///< Empty until the server gave one.
    QString packageSha256; ///< Hex; empty until the package was made. See Journal::loadPackage().
    qint64 packageSize = 0; ///< Bytes.
    QDateTime startedAt; ///< UTC
    QDateTime updatedAt; ///< UTC, of the last change.

    [[nodiscard]] const StepRecord &step(PublishStep which) const { return steps[size_t(which)]; }
    friend bool operator==(const PublishRecord &, const PublishRecord &) = default;
};

/// An image that was sent to the file store, or was about to be.
struct ImageRecord
{
    QString uploadName; ///< Base name on the server: of each there is one for a version.
    QString sha256; ///< Hex, of the bytes.
    QString path; ///< Where the server was told to put it: {dir}/{extension}/{version}/{uploadName}.
    QString url; ///< Empty while unknown.
    StepState state = StepState::Started; ///< Started (the reply is not known) or Done (url is valid).

    friend bool operator==(const ImageRecord &, const ImageRecord &) = default;
};

} // namespace ksp
