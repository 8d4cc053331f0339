#pragma once

#include "cli/CommandTable.h"

#include <QCoreApplication>

namespace ksp {

/// The command table as text for people: `--help` and the man page say the same.
class HelpText
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HelpText)
public:
    /// Commands, exit codes, variables and files.
    static QString overview();
    static QString ofVerb(const VerbSpec &verb);
    /// The man page ks-publisher-cli(1) as roff, English.
    static QString manual();
};

} // namespace ksp
