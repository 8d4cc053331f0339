#pragma once

#include "core/Result.h"
#include "practice/PracticeServer.h"
#include "practice/PracticeStore.h"

#include <QCoreApplication>
#include <QStringList>

namespace ksp {

/// What ks-practice-cloud was called with.
struct PracticeCommandLine
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PracticeCommandLine)

public:
    PracticeStoreOptions store;
    PracticeServerOptions server;
    QString information; ///< The help or the version, where that was asked for: print it and end.

    /// The first argument is the program. Errors: BadInput, with what is wrong and how to see the help.
    [[nodiscard]] static Result<PracticeCommandLine> parse(const QStringList &arguments);
};

} // namespace ksp
