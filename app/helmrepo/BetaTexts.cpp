#include "helmrepo/BetaTexts.h"

#include "core/SafeText.h"

#include <QLocale>

namespace ksp {

namespace {

QString bytes(qint64 size)
{
    return QLocale().toString(size);
}

/// The first of them; what an index says is not to be trusted.
QString someOf(const QStringList &versions)
{
    constexpr qsizetype most = 5;
    constexpr qsizetype longest = 64; // characters
    QStringList some = versions.mid(0, most);
    for (QString &version : some)
        version = safeText(version, longest);
    return some.join(QStringLiteral(", "));
}

} // namespace

QString BetaTexts::sentence(const BetaState &state, const QString &name, const QString &version)
{
    using Verdict = BetaState::Verdict;
    const bool isCompared = state.differences.has_value();
    switch (state.verdict) {
    case Verdict::Missing:
        return state.otherVersions.isEmpty() ? tr("%1 is not in the beta repository yet.").arg(name)
                                             : tr("Version %1 of %2 is not in the beta repository yet. It has %3.")
                                                   .arg(version, name, someOf(state.otherVersions));
    case Verdict::Same:
        return tr("It is in the beta repository, byte for byte as it was sent.");
    case Verdict::NotCompared:
        return tr("It is in the beta repository, and its digest is right. It was not compared, since this program "
                  "does not know what was sent.");
    case Verdict::Broken:
        if (state.packageSha256.isEmpty() && state.packageError)
            return tr("It is in the beta repository's index, but its package cannot be had. %1")
                .arg(state.packageError->sentence);
        return tr("It is in the beta repository's index, but its package has another digest than the index says. Tell "
                  "those who run the repository.");
    case Verdict::Differs:
        break;
    }
    if (!isCompared && state.packageError)
        return tr("It is in the beta repository with other bytes than were sent. They cannot be compared. %1")
            .arg(state.packageError->sentence);
    if (!isCompared)
        return tr("It is in the beta repository with other bytes than were sent. The files cannot be compared, since "
                  "the package that was sent is not kept any more.");
    if (state.differences->isEmpty())
        return tr("It is in the beta repository with the files that were sent, but packed another way.");
    return tr("It is in the beta repository, but %n file(s) differ from what was sent.", nullptr,
        int(state.differences->size()));
}

QString BetaTexts::difference(const PackageDifference &difference)
{
    const QString path = safeText(difference.path);
    switch (difference.kind) {
    case PackageDifference::Kind::OnlySent:
        return tr("%1: only in what was sent (%2 bytes)").arg(path, bytes(difference.sentSize));
    case PackageDifference::Kind::OnlyPublished:
        return tr("%1: only in the repository (%2 bytes)").arg(path, bytes(difference.publishedSize));
    case PackageDifference::Kind::Changed:
        break;
    }
    return tr("%1: %2 bytes were sent, the repository has %3 others")
        .arg(path, bytes(difference.sentSize), bytes(difference.publishedSize));
}

QString BetaTexts::word(BetaState::Verdict verdict)
{
    switch (verdict) {
    case BetaState::Verdict::Missing:
        return QStringLiteral("missing");
    case BetaState::Verdict::Same:
        return QStringLiteral("same");
    case BetaState::Verdict::Differs:
        return QStringLiteral("differs");
    case BetaState::Verdict::NotCompared:
        return QStringLiteral("not-compared");
    case BetaState::Verdict::Broken:
        break;
    }
    return QStringLiteral("broken");
}

} // namespace ksp
