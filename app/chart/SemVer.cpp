#include "chart/SemVer.h"

#include <QRegularExpression>

namespace ksp {

namespace {

// semver.org, "Is there a suggested regular expression"
constexpr QLatin1String suffix(
    "(-((0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    "(\\+([0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*))?\\z");

/// Masterminds/semver keeps the three numbers in 64 bits and refuses what does not fit.
bool numbersFit(const QString &version)
{
    static const QRegularExpression number(QStringLiteral("^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?"));
    const QRegularExpressionMatch match = number.match(version);
    for (int i = 1; i <= match.lastCapturedIndex(); ++i) {
        bool fits = false;
        (void)match.captured(i).toULongLong(&fits);
        if (!fits)
            return false;
    }
    return true;
}

} // namespace

bool isExtensionVersion(const QString &version)
{
    static const QRegularExpression pattern(
        QStringLiteral("^v?(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)") + suffix);
    return pattern.match(version).hasMatch() && numbersFit(version);
}

bool isHelmVersion(const QString &version)
{
    static const QRegularExpression pattern(QStringLiteral("^v?[0-9]+(\\.[0-9]+)?(\\.[0-9]+)?") + suffix);
    return pattern.match(version).hasMatch() && numbersFit(version);
}

bool isPreRelease(const QString &version)
{
    return version.section(u'+', 0, 0).contains(u'-');
}

} // namespace ksp
