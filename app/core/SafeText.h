#pragma once

#include <QString>

namespace ksp {

/// Whether a character acts on the text around it, or hides in it, rather than standing for itself: controls (C0, DEL,
/// C1), line and paragraph separators, marks and overrides of the writing direction, what has no width (Unicode's
/// Default_Ignorable_Code_Point but for variation selectors, which emoji need). The one list for all output.
[[nodiscard]] bool isTrickCharacter(char32_t c);

/// A text of several lines that somebody else wrote, fit for a terminal or a log: trick characters become U+FFFD; line
/// feeds and tabs stay.
[[nodiscard]] QString withoutControls(const QString &text);

/// A text that somebody else wrote, fit to be shown in one label: line ends and tabs become blanks, other trick
/// characters become U+FFFD, and what is longer than `most` characters ends in "…".
[[nodiscard]] QString safeText(const QString &text, qsizetype most = 300);

/// A text of one cell for the clipboard or a file, to be pasted anywhere: one line without trick characters, and none
/// that a spreadsheet takes for a formula or a shell's command for an option ("'" before a leading =, +, -, @).
[[nodiscard]] QString cellText(const QString &text);

/// A text as a tool tip, which Qt reads as HTML where it looks like some, opening the files that it names: shown as it
/// is, whoever wrote it. Every tool tip is made by this (a rule of ./dev lint).
[[nodiscard]] QString toolTipText(const QString &text);

/// JSON in which trick characters stand as \uXXXX: the same JSON, but a terminal shows it as it is.
[[nodiscard]] QByteArray safeJson(const QByteArray &json);

} // namespace ksp
