#include "core/VersionOrder.h"

#include <QList>

#include <algorithm>

namespace ksp {

namespace {

bool isNumber(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

QStringView trimmed(QStringView number)
{
    while (number.size() > 1 && number.front() == u'0') {
        number = number.mid(1);
    }
    return isNumber(number) ? number : QStringView(u"0");
}

/// Of any number of digits, since a version's numbers may exceed 64 bits.
int compareNumbers(QStringView a, QStringView b)
{
    a = trimmed(a);
    b = trimmed(b);
    return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b);
}

int compareIdentifiers(QStringView a, QStringView b)
{
    if (isNumber(a) != isNumber(b)) {
        return isNumber(a) ? -1 : 1;
    }
    return isNumber(a) ? compareNumbers(a, b) : a.compare(b);
}

struct Parts
{
    QList<QStringView> numbers;
    QList<QStringView> preRelease;
};

Parts split(QStringView version)
{
    if (version.startsWith(u'v')) {
        version = version.mid(1);
    }
    if (const auto plus = version.indexOf(u'+'); plus >= 0) {
        version = version.left(plus);
    }
    const auto dash = version.indexOf(u'-');
    return {(dash < 0 ? version : version.left(dash)).split(u'.'),
        dash < 0 ? QList<QStringView>() : version.mid(dash + 1).split(u'.')};
}

} // namespace

int compareVersions(QStringView a, QStringView b)
{
    const Parts left = split(a);
    const Parts right = split(b);
    for (qsizetype i = 0; i < std::max(left.numbers.size(), right.numbers.size()); ++i) {
        if (const int order = compareNumbers(left.numbers.value(i), right.numbers.value(i)); order != 0) {
            return order;
        }
    }
    if (left.preRelease.isEmpty() != right.preRelease.isEmpty()) {
        return left.preRelease.isEmpty() ? 1 : -1;
    }
    for (qsizetype i = 0; i < std::min(left.preRelease.size(), right.preRelease.size()); ++i) {
        if (const int order = compareIdentifiers(left.preRelease.at(i), right.preRelease.at(i)); order != 0) {
            return order;
        }
    }
    return left.preRelease.size() == right.preRelease.size() ? 0
        : left.preRelease.size() < right.preRelease.size()   ? -1
                                                             : 1;
}

QByteArray versionSortKey(QStringView version)
{
    constexpr char end = '\0';
    constexpr char number = '\1';
    constexpr char word = '\2';
    constexpr char release = '\3';
    const auto appendNumber = [](QByteArray &key, QStringView digits) {
        digits = trimmed(digits);
        key.append(char(uchar(std::min<qsizetype>(digits.size(), 255)))).append(digits.toLatin1());
    };
    Parts parts = split(version);
    while (!parts.numbers.isEmpty() && trimmed(parts.numbers.constLast()) == u"0") {
        parts.numbers.removeLast();
    }
    QByteArray key;
    key.reserve(version.size() + 12);
    for (const QStringView part : std::as_const(parts.numbers)) {
        appendNumber(key, part);
    }
    // No number has the length 0.
    key.append(end);
    if (parts.preRelease.isEmpty()) {
        return key.append(release);
    }
    for (const QStringView identifier : std::as_const(parts.preRelease)) {
        if (isNumber(identifier)) {
            appendNumber(key.append(number), identifier);
        } else {
            key.append(word).append(identifier.toLatin1()).append(end);
        }
    }
    return key.append(end);
}

} // namespace ksp
