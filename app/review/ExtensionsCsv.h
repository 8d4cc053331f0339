#pragma once

#include "core/Result.h"
#include "review/ReviewTypes.h"

#include <QCoreApplication>

namespace ksp {

/// The table of extensions as a file for spreadsheets: RFC 4180, UTF-8 with a byte order mark (without it Excel takes
/// Chinese for something else), times in RFC 3339, column names in English, since programs read them, too.
class ExtensionsCsv
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ExtensionsCsv)
public:
    /// Pure; for some thousand extensions more than a frame's work.
    [[nodiscard]] static QByteArray text(const QList<ExtensionState> &extensions);
    /// Writes it as a whole or not at all. Errors: Internal.
    static Result<void> write(const QList<ExtensionState> &extensions, const QString &file);
};

} // namespace ksp
