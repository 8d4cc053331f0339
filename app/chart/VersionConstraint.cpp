#include "chart/VersionConstraint.h"

#include "chart/constraint/ConsoleConstraint.h"
#include "chart/constraint/ControllerConstraint.h"

#include <QRegularExpression>

namespace ksp {

std::optional<bool> controllerTakes(const QString &constraint, const QString &version)
{
    const auto read = ControllerConstraint::parse(constraint);
    return read ? std::optional(read->takes(version)) : std::nullopt;
}

std::optional<bool> consoleTakes(const QString &constraint, const QString &version)
{
    const auto read = ConsoleConstraint::parse(constraint);
    return read ? std::optional(read->takes(version)) : std::nullopt;
}

bool controllerReads(const QString &constraint)
{
    return ControllerConstraint::parse(constraint).has_value();
}

bool consoleReads(const QString &constraint)
{
    return ConsoleConstraint::parse(constraint).has_value();
}

bool refusesPreReleases(const QString &constraint)
{
    const auto read = ControllerConstraint::parse(constraint);
    return read && read->refusesPreReleases();
}

namespace {

/// What people write and no reader takes, in the controller's words.
QString repaired(const QString &constraint)
{
    static const QRegularExpression quotes(QStringLiteral("^([\"'])(.*)\\1$"));
    static const QRegularExpression atLeast(QStringLiteral("^(?:at least|from|min(?:imum)?)\\s+"));
    static const QRegularExpression orLater(
        QStringLiteral("^[>≥=]*\\s*(v?[0-9]+(?:\\.[0-9]+){0,2})\\s*(?:\\+|or "
                       "(?:later|newer|higher|above)|及?以上|或更高(?:版本)?|或以上)$"));
    static const QRegularExpression until(QStringLiteral("^(v?[0-9.]+)\\s*(?:to|~|至|到)\\s*(v?[0-9.]+)$"));
    QString text = constraint.simplified();
    if (const auto quoted = quotes.match(text); quoted.hasMatch())
        text = quoted.captured(2).trimmed();
    while (text.endsWith(u';') || text.endsWith(u','))
        text = text.chopped(1).trimmed();
    text.replace(QStringLiteral("&&"), QStringLiteral(" "));
    text.replace(u'≥', QStringLiteral(">="));
    text.replace(u'≤', QStringLiteral("<="));
    text.replace(u'，', QStringLiteral(" "));
    if (const auto later = orLater.match(text); later.hasMatch())
        return QStringLiteral(">=") + later.captured(1);
    if (const auto least = atLeast.match(text); least.hasMatch())
        return QStringLiteral(">=") + text.mid(least.capturedLength());
    if (const auto range = until.match(text); range.hasMatch())
        return range.captured(1) + QStringLiteral(" - ") + range.captured(2);
    return text;
}

} // namespace

QString forBothReaders(const QString &constraint)
{
    const auto read = ControllerConstraint::parse(repaired(constraint));
    const QString text = read ? read->spelledOut() : QString();
    return controllerReads(text) && consoleReads(text) ? text : QString();
}

} // namespace ksp
