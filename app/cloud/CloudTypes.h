#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace ksp {

/// An extension as `search` and `summary` describe it. Unknown fields are ignored, unknown words are kept.
struct Extension
{
    QString id; ///< Decimal digits; kept as text since it does not fit a double.
    QString name;
    QString status; ///< The server's word: draft, ready, or one that we do not know.
    QString latestVersion; ///< Empty until a version was approved.

    friend bool operator==(const Extension &, const Extension &) = default;
};

/// One pushed version of an extension.
struct Snapshot
{
    QString id;
    QString version;
    QString status; ///< The server's word: draft, submitted, active, or one that we do not know.
    QDateTime updatedAt; ///< UTC; invalid where the server gave none.

    friend bool operator==(const Snapshot &, const Snapshot &) = default;
};

/// One image on its way to the file store. The bytes are shared, not copied.
struct FileUpload
{
    QString fileName; ///< Base name in the request.
    QString path; ///< Where the server is to put it: {dir}/{extension}/{version}/{fileName}.
    QByteArray data;
};

} // namespace ksp
