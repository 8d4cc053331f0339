#include "chart/ErrorPlace.h"

#include <QRegularExpression>

namespace ksp {

std::optional<Place> placeOf(const Error &error)
{
    static const QRegularExpression begin(QStringLiteral("^(extension\\.yaml)(?::(\\d+))?(?::(\\d+))?[^\\w.]"));
    const QRegularExpressionMatch match = begin.match(error.sentence);
    if (error.kind != ErrorKind::BadInput || !match.hasMatch())
        return {};
    return Place{match.captured(1), match.captured(2).toInt(), match.captured(3).toInt()};
}

} // namespace ksp
