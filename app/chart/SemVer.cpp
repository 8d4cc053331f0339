#include "chart/SemVer.h"

#include <QRegularExpression>

namespace ksp {

namespace {

const QRegularExpression &strictPattern()
{
    // semver.org, "Is there a suggested regular expression"
    static const QRegularExpression pattern(QStringLiteral(
        "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
        "(-((0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        "(\\+([0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*))?\\z"));
    return pattern;
}

} // namespace

bool isStrictSemVer(const QString &version)
{
    return strictPattern().match(version).hasMatch();
}

bool isHelmVersion(const QString &version)
{
    static const QRegularExpression pattern(
        QStringLiteral("^v?[0-9]+(\\.[0-9]+)?(\\.[0-9]+)?(-([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?"
                       "(\\+([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?\\z"));
    return pattern.match(version).hasMatch();
}

bool isPreRelease(const QString &version)
{
    return version.section(u'+', 0, 0).contains(u'-');
}

} // namespace ksp
