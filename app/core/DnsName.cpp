#include "core/DnsName.h"

#include <algorithm>

namespace ksp {

namespace {

bool isLetterOrDigit(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
}

bool isLabel(QStringView text)
{
    return !text.isEmpty() && isLetterOrDigit(text.front()) && isLetterOrDigit(text.back())
        && std::all_of(text.begin(), text.end(), [](QChar c) { return isLetterOrDigit(c) || c == u'-'; });
}

} // namespace

bool isDnsSubdomain(QStringView text)
{
    const QList<QStringView> labels = text.split(u'.');
    return std::all_of(labels.begin(), labels.end(), isLabel);
}

} // namespace ksp
