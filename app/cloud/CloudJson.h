#pragma once

#include "cloud/CloudTypes.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace ksp {

/// Why a reply of the Cloud cannot be used.
struct JsonFault
{
    bool isJson = false; ///< Valid JSON, but not of the shape that the API describes.
    QString what; ///< For the log: "files[2].url: text expected". Untranslated.
};

/// The Cloud's JSON to values and back, as pure functions. Unknown fields are ignored and unknown words kept. IDs are
/// texts; a number is refused, since it could lose digits on the way.
namespace CloudJson {

template <typename T> using Parsed = tl::expected<T, JsonFault>;

Parsed<QString> userId(const QByteArray &json);
Parsed<QString> uploadFolder(const QByteArray &json);
/// `count` URLs, http or https, in the order of the reply; as the server wrote them.
Parsed<QStringList> fileUrls(const QByteArray &json, qsizetype count);
Parsed<QString> pushedSnapshotId(const QByteArray &json);
Parsed<Extension> extension(const QByteArray &json);
Parsed<QList<Extension>> extensions(const QByteArray &json);
Parsed<Snapshot> snapshot(const QByteArray &json);
Parsed<QList<Snapshot>> snapshots(const QByteArray &json);

/// RFC 3339 to UTC; invalid where the text is none, or is Go's zero time.
QDateTime time(const QString &text);

/// {"message": …}
QByteArray messageBody(const QString &message);
/// The search for all extensions of a user.
QByteArray searchBody(const QString &userId);

} // namespace CloudJson

} // namespace ksp
