#pragma once

#include "cli/Invocation.h"

#include <QList>

#include <variant>

namespace ksp {

/// One option. The texts are English sources: show them through commandText().
struct OptionSpec
{
    const char *name; ///< Without the dashes; unique in the whole program.
    char letter; ///< The short form, or 0.
    const char *valueName; ///< What stands for the value in the help; null for a flag.
    const char *help;
    std::variant<bool Invocation::*, QString Invocation::*, std::optional<int> Invocation::*> target;
};

/// One verb.
struct VerbSpec
{
    const char *name; ///< Two words for the second level, for example "practice approve".
    const char *arguments; ///< For the help, for example "CHART"; empty where there are none.
    int argumentCount; ///< At most, where `arguments` are in brackets; else exactly. -1: any.
    const char *summary; ///< One line.
    const char *description; ///< Paragraphs, separated by an empty line.
    const char *options; ///< Their names, separated by blanks, in the help's order.
    const char *example;
};

const QList<VerbSpec> &commandVerbs();
const QList<OptionSpec> &commandOptions();
const VerbSpec *findVerb(const QString &name);
/// The options of a verb, in the help's order.
QList<const OptionSpec *> optionsOf(const VerbSpec &verb);
/// The translation of a text of the tables.
QString commandText(const char *source);

} // namespace ksp
