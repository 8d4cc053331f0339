#include "widgets/TextDiff.h"

#include <dtl/dtl.hpp>

#include <string>
#include <vector>

namespace ksp {

namespace {

using Lines = std::vector<std::u16string>;

Lines linesOf(const QString &text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.last().isEmpty())
        lines.removeLast();
    Lines result;
    result.reserve(std::size_t(lines.size()));
    for (const QString &line : std::as_const(lines))
        result.push_back(line.toStdU16String());
    return result;
}

} // namespace

TextDiff diffTexts(const QString &before, const QString &after, qsizetype maxLines)
{
    const Lines first = linesOf(before);
    const Lines second = linesOf(after);
    const auto shorter = std::min(first.size(), second.size());
    std::size_t head = 0;
    while (head < shorter && first[head] == second[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && first[first.size() - 1 - tail] == second[second.size() - 1 - tail])
        ++tail;

    TextDiff diff;
    int lineBefore = 0;
    int lineAfter = 0;
    const auto append = [&](DiffLine::Kind kind, const std::u16string &line) {
        lineBefore += kind != DiffLine::Kind::Added ? 1 : 0;
        lineAfter += kind != DiffLine::Kind::Removed ? 1 : 0;
        diff.append({kind, kind != DiffLine::Kind::Added ? lineBefore : 0,
            kind != DiffLine::Kind::Removed ? lineAfter : 0, QString::fromStdU16String(line)});
    };
    const auto appendAll = [&](DiffLine::Kind kind, const Lines &lines) {
        for (const std::u16string &line : lines)
            append(kind, line);
    };

    appendAll(DiffLine::Kind::Same, Lines(first.begin(), first.begin() + std::ptrdiff_t(head)));
    const Lines removed(first.begin() + std::ptrdiff_t(head), first.end() - std::ptrdiff_t(tail));
    const Lines added(second.begin() + std::ptrdiff_t(head), second.end() - std::ptrdiff_t(tail));
    if (removed.empty() || added.empty() || removed.size() + added.size() > std::size_t(maxLines)) {
        appendAll(DiffLine::Kind::Removed, removed);
        appendAll(DiffLine::Kind::Added, added);
    } else {
        dtl::Diff<std::u16string, Lines> shortest(removed, added);
        shortest.compose();
        Lines pending; // Added lines wait for the removed ones of the same place.
        for (const auto &[line, info] : shortest.getSes().getSequence()) {
            if (info.type == dtl::SES_ADD) {
                pending.push_back(line);
                continue;
            }
            if (info.type == dtl::SES_COMMON) {
                appendAll(DiffLine::Kind::Added, std::exchange(pending, {}));
                append(DiffLine::Kind::Same, line);
            } else {
                append(DiffLine::Kind::Removed, line);
            }
        }
        appendAll(DiffLine::Kind::Added, pending);
    }
    appendAll(DiffLine::Kind::Same, Lines(first.end() - std::ptrdiff_t(tail), first.end()));
    return diff;
}

} // namespace ksp
