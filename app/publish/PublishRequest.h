#pragma once

#include "chart/PackageBuilder.h"

namespace ksp {

/// What is to be published, for whom, and what the user agreed to beforehand.
struct PublishRequest
{
    PreparedPackage package; ///< What was shown to the user; what is sent is made of this value and nothing else.
    QString chartPath; ///< Absolute, for the history.
    QString account; ///< The account's name, for the history.
    QString server; ///< Base URL.
    QString userId; ///< As stored with the account; empty where it is not known yet.
    QString profile; ///< Folder of the journal, for locks.
    QString message; ///< The note to the reviewers; empty for ksbuilder's time stamp and "submit for review".
    bool replaceSubmitted = false; ///< Withdraw and replace a version that waits for review, without asking.
    bool overwriteActive = false; ///< Overwrite a version that was approved.
};

/// The error of a publish that the user cancelled.
[[nodiscard]] Error publishCancelled();

} // namespace ksp
