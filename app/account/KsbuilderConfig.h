#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace ksp {

/// What can be taken over from ksbuilder.
struct ImportedKey
{
    QString key;
    QUrl server; ///< The default server where the file names none.
};

/// Reads the text of ksbuilder's config.json: {"token": base64 of the key, "server": "…"}.
/// Errors: BadInput; NeedsAnswer as parseServerUrl() has it.
[[nodiscard]] Result<ImportedKey> parseKsbuilderConfig(const QByteArray &json, bool allowInsecure = false);

/// ~/.ksbuilder/config.json
[[nodiscard]] QString ksbuilderConfigFile();

/// Reads such a file; of at most 64 KiB, and no pipe or device.
[[nodiscard]] Result<ImportedKey> readKsbuilderConfig(const QString &fileName, bool allowInsecure = false);

} // namespace ksp
