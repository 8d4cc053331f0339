#pragma once

#include "core/Result.h"

#include <QStringList>

#include <functional>
#include <stop_token>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace ksp {

/// One version of a chart as a Helm repository's index.yaml lists it.
struct IndexEntry
{
    QString name;
    QString version;
    QString appVersion;
    QString description;
    QString digest; ///< Hex SHA-256 of the package, in small letters; empty where the index has none.
    QStringList urls; ///< As they stand there: absolute, or relative to the index.

    friend bool operator==(const IndexEntry &, const IndexEntry &) = default;
};

/// What reading an index limits. An index of 200 MB and more is read in a few megabytes of memory.
struct IndexLimits
{
    qint64 value = 1024 * 1024; ///< Bytes of one value (of what lies between two of them): more is refused.
    int depth = 64; ///< Lists and maps inside each other.
    int urls = 64; ///< Of one version; more are left out.
};

/// Reads an index.yaml (helm 3.18, pkg/repo/index.go) from `device` as a stream, without keeping any of it. `wanted`
/// tells which charts count; `found` gets each of their versions in the order of the index, and stops the reading by
/// returning false. `chartSeen`, where given, gets the name of each chart. `name` stands in sentences.
///
/// Values are told as helm shows them (an unquoted 1.10 is 1.1). Only the first document counts.
///
/// Errors: BadInput (not YAML; no index: no map, without `apiVersion`, `entries` is no map of lists; or with YAML
/// aliases where they count), Limit, Cancelled, Internal (the device fails). Takes as long as the index is large, so
/// not for the UI thread. Thread-safe.
struct IndexReading
{
    std::function<bool(const QString &chart)> wanted;
    std::function<bool(const IndexEntry &entry)> found;
    std::function<void(const QString &chart)> chartSeen = {};
};
[[nodiscard]] Result<void> readHelmIndex(QIODevice *device, const QString &name, const IndexReading &reading,
    const std::stop_token &stop = {}, const IndexLimits &limits = {});

} // namespace ksp
