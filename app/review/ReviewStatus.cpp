#include "review/ReviewStatus.h"

#include <QLocale>

#include <array>

namespace ksp {

namespace {

struct Row
{
    QLatin1String word;
    StatusTone tone;
    const char *label;
    const char *icon;
    NextActor next;
    const char *meaning;
};

constexpr std::array<Row, 7> rows{{
    {StatusWord::draft, StatusTone::Neutral, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "draft"), "document-edit",
        NextActor::You, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Uploaded, but not submitted for review.")},
    {StatusWord::submitted, StatusTone::Info, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "submitted"), "document-send",
        NextActor::Reviewers, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Waits for the reviewers.")},
    {StatusWord::active, StatusTone::Good, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "active"), "dialog-ok-apply",
        NextActor::Nobody,
        QT_TRANSLATE_NOOP("ksp::ReviewStatus",
            "Approved. A cluster that is bound to the Cloud sees it when it next asks, every 15 minutes at best.")},
    {StatusWord::ready, StatusTone::Good, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "ready"), "dialog-ok-apply",
        NextActor::Nobody, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Has an approved version.")},
    // By analogy with the application store, where a passed version still has to be put on sale.
    {StatusWord::passed, StatusTone::Good, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "passed"), "dialog-ok-apply",
        NextActor::You,
        QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Passed the review, but is not on the marketplace yet.")},
    {StatusWord::rejected, StatusTone::Bad, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "rejected"), "dialog-cancel",
        NextActor::You,
        QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Rejected by the reviewers. It can be changed and submitted again.")},
    {StatusWord::suspended, StatusTone::Warning, QT_TRANSLATE_NOOP("ksp::ReviewStatus", "suspended"),
        "media-playback-pause", NextActor::You,
        QT_TRANSLATE_NOOP("ksp::ReviewStatus", "Taken off the marketplace for the time being.")},
}};

} // namespace

ReviewStatus ReviewStatus::of(const QString &word)
{
    for (const Row &row : rows) {
        if (word == row.word)
            return {word, tr(row.label), tr(row.meaning), QString::fromLatin1(row.icon), row.tone, row.next};
    }
    return {word, word, {}, QStringLiteral("dialog-question"), StatusTone::Neutral, NextActor::Unknown};
}

QString ReviewStatus::nameOf(NextActor actor)
{
    switch (actor) {
    case NextActor::You:
        return tr("you", "who acts next");
    case NextActor::Reviewers:
        return tr("the reviewers", "who acts next");
    case NextActor::Nobody:
        return tr("nobody", "who acts next");
    case NextActor::Unknown:
        break;
    }
    return {};
}

QString ReviewStatus::countOf(const QString &word, int count)
{
    const QString number = QLocale().toString(count);
    if (word.isEmpty())
        return tr("%1 not loaded", "a number of extensions", count).arg(number);
    if (word == StatusWord::submitted)
        return tr("%1 in review", "a number of extensions", count).arg(number);
    if (word == StatusWord::active || word == StatusWord::ready)
        return tr("%1 approved", "a number of extensions", count).arg(number);
    if (word == StatusWord::draft)
        return tr("%1 drafts", "a number of extensions", count).arg(number);
    if (word == StatusWord::passed)
        return tr("%1 passed", "a number of extensions", count).arg(number);
    if (word == StatusWord::rejected)
        return tr("%1 rejected", "a number of extensions", count).arg(number);
    if (word == StatusWord::suspended)
        return tr("%1 suspended", "a number of extensions", count).arg(number);
    return QStringLiteral("%1 %2").arg(number, word);
}

} // namespace ksp
