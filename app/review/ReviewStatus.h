#pragma once

#include <QCoreApplication>
#include <QString>

namespace ksp {

/// How a status is to be taken, from calm to alarming. Where it is shown, it gets a colour and a sign.
enum class StatusTone { Neutral, Info, Good, Warning, Bad };

/// Who has to do something next.
enum class NextActor { Unknown, You, Reviewers, Nobody };

/// What is known of one of the server's words for the state of an extension or a snapshot. A value, made by of().
struct ReviewStatus
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ReviewStatus)
public:
    QString word; ///< As the server wrote it.
    QString label; ///< The word as it is shown (translated); an unknown one as it is.
    QString meaning; ///< A whole sentence (translated); empty for a word that nobody explained.
    QString icon; ///< A name of the icon theme.
    StatusTone tone = StatusTone::Neutral;
    NextActor next = NextActor::Unknown;

    /// draft, submitted, active and ready are the Cloud's own words; passed, rejected and suspended are those of the
    /// sibling application store, and by analogy mean the same here. Any other word passes through as it is.
    [[nodiscard]] static ReviewStatus of(const QString &word);
    [[nodiscard]] static QString labelOf(const QString &word) { return of(word).label; }
    /// "you", "the reviewers", "nobody", or nothing where it is not known.
    [[nodiscard]] static QString nameOf(NextActor actor);
    /// How many extensions are in that state, in words: "2 in review", "1 approved", "3 drafts", "1 some-word".
    [[nodiscard]] static QString countOf(const QString &word, int count);
};

/// The words that decide something in this program.
namespace StatusWord {
inline constexpr QLatin1String draft("draft");
inline constexpr QLatin1String submitted("submitted");
inline constexpr QLatin1String active("active");
inline constexpr QLatin1String ready("ready");
inline constexpr QLatin1String passed("passed");
inline constexpr QLatin1String rejected("rejected");
inline constexpr QLatin1String suspended("suspended");
} // namespace StatusWord

} // namespace ksp
