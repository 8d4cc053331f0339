#pragma once

#include "cli/CommandTable.h"
#include "core/Result.h"

#include <QCoreApplication>

namespace ksp {

/// Reads the arguments of ks-publisher-cli by the command table. Pure: no file is touched.
class CommandLine
{
    Q_DECLARE_TR_FUNCTIONS(ksp::CommandLine)
public:
    /// `arguments` without the program's name. Options may stand anywhere; `--name VALUE`, `--name=VALUE`, `-o VALUE`,
    /// `-oVALUE`; of a repeated option the last counts; after `--` nothing is an option.
    /// Errors are of kind BadInput and mean ExitCode::Usage.
    static Result<Invocation> parse(const QStringList &arguments);
};

} // namespace ksp
