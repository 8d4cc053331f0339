#include "chart/YamlScalar.h"

#include <QByteArray>
#include <QList>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

namespace ksp {

namespace {

bool isOneOf(QByteArrayView value, std::initializer_list<const char *> words)
{
    for (const char *word : words) {
        if (value == word)
            return true;
    }
    return false;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Go's strconv.FormatFloat(value, 'g', -1, 32), with which numbers become texts.
QString formatFloat(double wide)
{
    const float value = static_cast<float>(wide);
    if (std::isnan(value))
        return QStringLiteral("NaN");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
    std::array<char, 64> buffer{};
    const auto scientific
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    const std::string text(buffer.data(), scientific.ptr);
    const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
    constexpr int longestPlain = 6; // digits before the point, from which on Go writes an exponent
    if (exponent >= -4 && exponent < longestPlain) {
        const auto plain = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
        return QString::fromLatin1(buffer.data(), plain.ptr - buffer.data());
    }
    return QString::fromStdString(text);
}

/// Go's strconv.ParseInt and ParseUint with base 0 or 2: the decimal text, nothing where it is no number of 64 bits.
std::optional<QString> wholeNumber(QByteArrayView text)
{
    bool negative = false;
    if (text.startsWith('-') || text.startsWith('+')) {
        negative = text.startsWith('-');
        text = text.sliced(1);
    }
    int base = 10;
    if (text.size() > 1 && text[0] == '0') {
        const char kind = static_cast<char>(text[1] | 0x20);
        base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
        text = text.sliced(base != 8 || kind == 'o' ? 2 : 1);
    }
    quint64 value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failed != std::errc() || end != text.data() + text.size() || text.isEmpty())
        return std::nullopt;
    constexpr quint64 mostNegative = quint64(1) << 63;
    if (negative && value > mostNegative)
        return std::nullopt;
    return negative && value != 0 ? u'-' + QString::number(value) : QString::number(value);
}

/// Go's yamlStyleFloat: [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looksLikeFloat(QByteArrayView text)
{
    qsizetype i = 0;
    const auto digits = [&] {
        const qsizetype from = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i > from;
    };
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
        ++i;
    const bool whole = digits();
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (!digits() && !whole)
            return false;
    } else if (!whole) {
        return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '-' || text[i] == '+'))
            ++i;
        if (!digits())
            return false;
    }
    return i == text.size();
}

std::optional<YamlScalar> number(QByteArrayView value)
{
    const char first = value.isEmpty() ? '\0' : value[0];
    if (first != '.' && first != '+' && first != '-' && !isDigit(first))
        return std::nullopt;
    if (isOneOf(value, {".nan", ".NaN", ".NAN"}))
        return YamlScalar{YamlType::Number, QStringLiteral("NaN"), false};
    if (isOneOf(value, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"}))
        return YamlScalar{YamlType::Number, QStringLiteral("+Inf"), false};
    if (isOneOf(value, {"-.inf", "-.Inf", "-.INF"}))
        return YamlScalar{YamlType::Number, QStringLiteral("-Inf"), false};
    QByteArray plain = value.toByteArray();
    if (first == '.') {
        // Here Go lets underscores stand between digits only.
        for (qsizetype i = plain.indexOf('_'); i >= 0; i = plain.indexOf('_', i + 1)) {
            if (!isDigit(plain[i - 1]) || i + 1 == plain.size() || !isDigit(plain[i + 1]))
                return std::nullopt;
        }
    }
    plain.replace('_', "");
    if (first != '.') {
        if (const auto whole = wholeNumber(plain))
            return YamlScalar{YamlType::Number, *whole};
    }
    if (!looksLikeFloat(plain))
        return std::nullopt;
    bool ok = false;
    const double parsed = (plain.startsWith('+') ? plain.sliced(1) : plain).toDouble(&ok);
    // What overflows stays a text.
    return ok && std::isfinite(parsed) ? std::optional(YamlScalar{YamlType::Number, formatFloat(parsed)})
                                       : std::nullopt;
}

/// What the form of a scalar says, as if it stood without tag and quotes.
YamlScalar byForm(QByteArrayView value)
{
    if (isOneOf(value, {"", "~", "null", "Null", "NULL"}))
        return {YamlType::Null, QString()};
    if (isOneOf(value, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
        return {YamlType::Bool, QStringLiteral("true")};
    if (isOneOf(value, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
        return {YamlType::Bool, QStringLiteral("false")};
    if (const auto found = number(value))
        return *found;
    return {YamlType::String, utf8Text(value)};
}

} // namespace

YamlScalar resolveScalar(QByteArrayView value, QByteArrayView tag, bool implicit)
{
    if (tag.isEmpty())
        return implicit ? byForm(value) : YamlScalar{YamlType::String, utf8Text(value)};
    constexpr QByteArrayView prefix("tag:yaml.org,2002:");
    const QByteArrayView name = tag.startsWith(prefix) ? tag.sliced(prefix.size()) : QByteArrayView();
    const YamlScalar text{YamlType::String, utf8Text(value)};
    const YamlScalar misfit{YamlType::Other, text.text};
    if (name == "binary") // decoded by Go; nobody writes texts that way
        return misfit;
    if (name == "null" || name == "bool" || name == "int" || name == "float") {
        YamlScalar form = byForm(value);
        const QByteArray digits = value.toByteArray().replace('_', "");
        const bool isWhole = form.type == YamlType::Number && value[0] != '.' && wholeNumber(digits);
        if (name == "float" && isWhole)
            form.text = formatFloat(form.text.toDouble());
        const bool fits = name == "null" ? form.type == YamlType::Null
            : name == "bool"             ? form.type == YamlType::Bool
            : name == "int"              ? isWhole
                                         : form.type == YamlType::Number;
        return fits ? form : misfit;
    }
    return text;
}

QByteArray yamlQuoted(const QString &value)
{
    QByteArray out("\"");
    for (const uint c : value.toUcs4()) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            out += "\\x" + QByteArray::number(c, 16).rightJustified(2, '0');
        } else if (c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0xD800 && c < 0xE000) || c == 0xFFFE
            || c == 0xFFFF) { // line breaks to YAML, or not allowed to stand as they are
            out += "\\u" + QByteArray::number(c, 16).rightJustified(4, '0');
        } else {
            out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1).toUtf8();
        }
    }
    return out + '"';
}

} // namespace ksp
