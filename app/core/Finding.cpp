#include "core/Finding.h"

#include <algorithm>
#include <iterator>

namespace ksp {

QString Place::toString() const
{
    if (file.isEmpty() || line == 0)
        return file;
    const QString lineOfFile = QStringLiteral("%1:%2").arg(file).arg(line);
    return column == 0 ? lineOfFile : QStringLiteral("%1:%2").arg(lineOfFile).arg(column);
}

QString Finding::toString() const
{
    const QString where = place.toString();
    return where.isEmpty() ? sentence : QStringLiteral("%1: %2").arg(where, sentence);
}

bool hasErrors(const QList<Finding> &findings)
{
    return std::any_of(
        findings.begin(), findings.end(), [](const Finding &f) { return f.severity == Severity::Error; });
}

QList<Finding> questions(const QList<Finding> &findings)
{
    QList<Finding> asked;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(asked),
        [](const Finding &finding) { return finding.isQuestion; });
    return asked;
}

} // namespace ksp
