#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace ksp {

/// Where libyaml sees something in a text. Lines and columns (in code points) count from 0.
struct YamlMark
{
    qsizetype line = 0;
    qsizetype column = 0;
};

/// Why a text is no YAML, in libyaml's words.
struct YamlProblem
{
    QByteArray problem;
    YamlMark mark; ///< Where the parser gave up.
    YamlMark contextMark; ///< Where what it was reading began; often this is the line that a person has to look at.
    std::optional<YamlMark> quote; ///< Where a quoted text of several lines began that ends in the line of `mark`.
};

/// The same in a person's words: file, line and column of the place to look at, what is wrong there, and what to do. Of
/// what cannot be told from the text, libyaml's words. `text` may hold anything. Pure.
[[nodiscard]] QString yamlFault(const QByteArray &text, const QString &fileName, const YamlProblem &problem);

} // namespace ksp
