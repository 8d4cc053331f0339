#include "cloud/CloudJson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <functional>

namespace ksp::CloudJson {

namespace {

tl::unexpected<JsonFault> wrongShape(const QString &where, const char *expected)
{
    return tl::unexpected<JsonFault>(
        JsonFault{true, QStringLiteral("%1: %2 expected").arg(where, QLatin1String(expected))});
}

Parsed<QJsonDocument> parse(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return tl::unexpected<JsonFault>(
            JsonFault{false, QStringLiteral("at byte %1: %2").arg(error.offset).arg(error.errorString())});
    return document;
}

Parsed<QJsonObject> parseObject(const QByteArray &json)
{
    const Parsed<QJsonDocument> document = parse(json);
    if (!document)
        return tl::unexpected<JsonFault>(document.error());
    if (!document->isObject())
        return wrongShape(QStringLiteral("reply"), "an object");
    return document->object();
}

QString under(const QString &where, const QString &field)
{
    return where.isEmpty() ? field : where + QLatin1Char('.') + field;
}

/// A text that must be there and must not be empty.
Parsed<QString> requiredText(const QJsonObject &object, const QString &field, const QString &where = {})
{
    const QString text = object.value(field).toString();
    if (text.isEmpty())
        return wrongShape(under(where, field), "text");
    return text;
}

/// A text that may be missing.
QString text(const QJsonObject &object, QLatin1String field)
{
    return object.value(field).toString();
}

Parsed<Extension> readExtension(const QJsonObject &object, const QString &where)
{
    Extension extension;
    const Parsed<QString> name = requiredText(object, QStringLiteral("name"), where);
    if (!name)
        return tl::unexpected<JsonFault>(name.error());
    extension.name = *name;
    const Parsed<QString> id = requiredText(object, QStringLiteral("extension_id"), where);
    if (!id)
        return tl::unexpected<JsonFault>(id.error());
    extension.id = *id;
    extension.status = text(object, QLatin1String("status"));
    extension.latestVersion = text(object.value(QLatin1String("latest_version")).toObject(), QLatin1String("version"));
    return extension;
}

Parsed<Snapshot> readSnapshot(const QJsonObject &object, const QString &where)
{
    Snapshot snapshot;
    const Parsed<QString> id = requiredText(object, QStringLiteral("snapshot_id"), where);
    if (!id)
        return tl::unexpected<JsonFault>(id.error());
    snapshot.id = *id;
    // Whether a version may be overwritten hangs on this word, so that it cannot be left open.
    const Parsed<QString> status = requiredText(object, QStringLiteral("status"), where);
    if (!status)
        return tl::unexpected<JsonFault>(status.error());
    snapshot.status = *status;
    snapshot.version = text(object.value(QLatin1String("metadata")).toObject(), QLatin1String("version"));
    snapshot.updatedAt = time(text(object, QLatin1String("updated_at")));
    return snapshot;
}

template <typename T>
Parsed<QList<T>> readList(const QJsonValue &value, const QString &where,
    const std::function<Parsed<T>(const QJsonObject &, const QString &)> &read)
{
    // Go writes an empty list as null.
    if (value.isNull())
        return QList<T>();
    if (!value.isArray())
        return wrongShape(where, "a list");
    QList<T> list;
    const QJsonArray array = value.toArray();
    list.reserve(array.size());
    for (const QJsonValue &item : array) {
        const QString place = QStringLiteral("%1[%2]").arg(where).arg(list.size());
        if (!item.isObject())
            return wrongShape(place, "an object");
        Parsed<T> element = read(item.toObject(), place);
        if (!element)
            return tl::unexpected<JsonFault>(element.error());
        list.append(*std::move(element));
    }
    return list;
}

/// The server's word is not changed: a space in it, for example, is the user's to see.
Parsed<QString> readUrl(const QJsonObject &object, const QString &where)
{
    Parsed<QString> text = requiredText(object, QStringLiteral("url"), where);
    if (!text)
        return text;
    const QUrl url(*text);
    const bool isWeb = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    const bool isOneLine
        = std::none_of(text->begin(), text->end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (!url.isValid() || !isWeb || url.host().isEmpty() || !isOneLine)
        return wrongShape(under(where, QStringLiteral("url")), "an http or https URL");
    return text;
}

} // namespace

Parsed<QString> userId(const QByteArray &json)
{
    return parseObject(json).and_then(
        [](const QJsonObject &object) { return requiredText(object, QStringLiteral("user_id")); });
}

Parsed<QString> uploadFolder(const QByteArray &json)
{
    return parseObject(json).and_then(
        [](const QJsonObject &object) { return requiredText(object, QStringLiteral("dir")); });
}

Parsed<QStringList> fileUrls(const QByteArray &json, qsizetype count)
{
    return parseObject(json)
        .and_then([](const QJsonObject &object) {
            return readList<QString>(object.value(QLatin1String("files")), QStringLiteral("files"), readUrl);
        })
        .and_then([count](const QStringList &urls) -> Parsed<QStringList> {
            if (urls.size() != count)
                return tl::unexpected<JsonFault>(
                    JsonFault{true, QStringLiteral("files: %1 expected, %2 found").arg(count).arg(urls.size())});
            return urls;
        });
}

Parsed<QString> pushedSnapshotId(const QByteArray &json)
{
    return parseObject(json).and_then([](const QJsonObject &object) {
        return requiredText(object.value(QLatin1String("snapshot")).toObject(), QStringLiteral("snapshot_id"),
            QStringLiteral("snapshot"));
    });
}

Parsed<Extension> extension(const QByteArray &json)
{
    return parseObject(json).and_then([](const QJsonObject &object) { return readExtension(object, {}); });
}

Parsed<QList<Extension>> extensions(const QByteArray &json)
{
    return parseObject(json).and_then([](const QJsonObject &object) {
        return readList<Extension>(
            object.value(QLatin1String("extensions")), QStringLiteral("extensions"), readExtension);
    });
}

Parsed<Snapshot> snapshot(const QByteArray &json)
{
    return parseObject(json).and_then([](const QJsonObject &object) { return readSnapshot(object, {}); });
}

Parsed<QList<Snapshot>> snapshots(const QByteArray &json)
{
    // QJsonDocument takes no null at the top.
    if (json.trimmed() == "null")
        return QList<Snapshot>();
    const Parsed<QJsonDocument> document = parse(json);
    if (!document)
        return tl::unexpected<JsonFault>(document.error());
    if (!document->isArray())
        return wrongShape(QStringLiteral("reply"), "a list");
    return readList<Snapshot>(document->array(), QStringLiteral("reply"), readSnapshot);
}

QDateTime time(const QString &text)
{
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time = QDateTime(time.date(), time.time(), Qt::UTC);
    return time.isValid() && time.date().year() > 1 ? time.toUTC() : QDateTime();
}

QByteArray messageBody(const QString &message)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("message"), message}}).toJson(QJsonDocument::Compact);
}

QByteArray searchBody(const QString &userId)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("developer_ids"), QJsonArray{userId}},
                             {QStringLiteral("statuses"), QJsonArray{QStringLiteral("*")}}})
        .toJson(QJsonDocument::Compact);
}

} // namespace ksp::CloudJson
