#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace ksp::test {

/// Files of a package: path inside its top folder, content.
using PackageFiles = QList<std::pair<QByteArray, QByteArray>>;

/// Packs files under the folder `top`, gzipped.
[[nodiscard]] QByteArray pack(const QByteArray &top, const PackageFiles &files);

/// The least that the Cloud takes as an extension, and files besides.
[[nodiscard]] QByteArray extensionPackage(
    const QByteArray &name, const QByteArray &version, const PackageFiles &more = {});

/// Bytes that no compression makes smaller.
[[nodiscard]] QByteArray noise(qsizetype size);

} // namespace ksp::test
