#pragma once

#include "practice/PracticeRecords.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace ksp {

/// The index.yaml of the practice Cloud's Helm repository, with what HTTP needs to answer "not modified".
struct BetaIndex
{
    QByteArray yaml;
    QByteArray etag; ///< With its quotes.
    QDateTime modified; ///< UTC; invalid while there are no extensions.

    /// Lists every version that is submitted or active, highest first; the same state gives the same bytes.
    [[nodiscard]] static BetaIndex of(const QList<PracticeExtension> &extensions);

    /// Whether Last-Modified may be told at that time. It counts in seconds: told too early, a second change within the
    /// same second would go unnoticed.
    [[nodiscard]] bool hasSettled(const QDateTime &now) const;

    /// Whether a conditional request may be answered 304 (RFC 9110, 13.2.2: If-None-Match takes precedence). Empty
    /// where the request has no such header.
    [[nodiscard]] bool isUnmodified(const QByteArray &ifNoneMatch, const QByteArray &ifModifiedSince) const;
};

/// "Mon, 23 Nov 2026 09:34:30 GMT"
[[nodiscard]] QByteArray toHttpDate(const QDateTime &time);

/// A YAML scalar in double quotes that every YAML parser reads back as the same text.
[[nodiscard]] QByteArray quotedYaml(const QString &text);

} // namespace ksp
