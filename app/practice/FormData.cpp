#include "practice/FormData.h"

namespace ksp {

namespace {

constexpr QByteArrayView formType("multipart/form-data");
constexpr qsizetype longestBoundary = 70; // RFC 2046, 5.1.1
constexpr qsizetype longestHead = 8 * 1024;
constexpr qsizetype mostParts = 1000;

/// A parameter of a header's value: `name=token` or `name="quoted"`. Nothing where it is not there or has no end.
std::optional<QByteArray> parameter(QByteArrayView value, QByteArrayView wanted)
{
    qsizetype at = value.indexOf(';');
    while (at >= 0 && at < value.size()) {
        ++at; // The semicolon.
        const qsizetype equals = value.indexOf('=', at);
        if (equals < 0) {
            return std::nullopt;
        }
        const QByteArray name = value.sliced(at, equals - at).trimmed().toByteArray().toLower();
        QByteArray text;
        at = equals + 1;
        if (at < value.size() && value[at] == '"') {
            for (++at; at < value.size() && value[at] != '"'; ++at) {
                const bool isEscaped
                    = value[at] == '\\' && at + 1 < value.size() && (value[at + 1] == '"' || value[at + 1] == '\\');
                at += isEscaped ? 1 : 0;
                text += value[at];
            }
            if (at >= value.size()) {
                return std::nullopt;
            }
            at = value.indexOf(';', at);
        } else {
            const qsizetype end = value.indexOf(';', at);
            text = value.sliced(at, (end < 0 ? value.size() : end) - at).trimmed().toByteArray();
            at = end;
        }
        if (name == wanted) {
            return text;
        }
    }
    return std::nullopt;
}

/// Nothing where the part has no name.
std::optional<FormPart> partOf(const QByteArray &head, QByteArrayView content)
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || line.left(colon).trimmed().toLower() != "content-disposition") {
            continue;
        }
        const QByteArray value = line.mid(colon + 1).trimmed();
        const std::optional<QByteArray> name = parameter(value, "name");
        if (!value.toLower().startsWith("form-data") || !name) {
            return std::nullopt;
        }
        return FormPart{QString::fromUtf8(*name),
            QString::fromUtf8(parameter(value, "filename").value_or(QByteArray())), content.toByteArray()};
    }
    return std::nullopt;
}

} // namespace

bool isFormData(const QByteArray &contentType)
{
    return contentType.split(';').constFirst().trimmed().toLower() == formType;
}

std::optional<QList<FormPart>> readFormData(const QByteArray &contentType, const QByteArray &body)
{
    const std::optional<QByteArray> boundary = parameter(contentType, "boundary");
    if (!boundary || boundary->isEmpty() || boundary->size() > longestBoundary) {
        return std::nullopt;
    }
    const QByteArray first = "--" + *boundary;
    const QByteArray next = "\r\n" + first;
    if (!body.startsWith(first)) {
        return std::nullopt;
    }
    QList<FormPart> parts;
    qsizetype at = first.size();
    while (QByteArrayView(body).sliced(at).startsWith("\r\n")) {
        const qsizetype headEnd = body.indexOf("\r\n\r\n", at);
        const qsizetype end = headEnd < 0 ? -1 : body.indexOf(next, headEnd + 4);
        if (end < 0 || headEnd - at > longestHead || parts.size() == mostParts) {
            return std::nullopt;
        }
        const qsizetype start = headEnd + 4;
        std::optional<FormPart> part
            = partOf(body.mid(at, headEnd - at), QByteArrayView(body).sliced(start, end - start));
        if (!part) {
            return std::nullopt;
        }
        parts.append(*std::move(part));
        at = end + next.size();
    }
    if (!QByteArrayView(body).sliced(at).startsWith("--")) {
        return std::nullopt;
    }
    return parts;
}

} // namespace ksp
