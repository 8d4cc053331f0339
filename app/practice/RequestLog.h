#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonObject>

namespace ksp {

struct PracticeRequest;

/// One JSON object per line and request: "time", "method", "path", "query", "status", "bytes" and "sha256" of the
/// body; of a form "parts" instead of "sha256", each with "name", "file", "bytes" and "sha256". The line is in the file
/// before the reply goes out. Never a header, so never the key.
class RequestLog
{
    Q_DECLARE_TR_FUNCTIONS(ksp::RequestLog)

public:
    /// Appends to a file. Errors: BadInput where it cannot be written.
    [[nodiscard]] Result<void> open(const QString &fileName);

    void add(const PracticeRequest &request, int status);

private:
    QFile m_file;
};

} // namespace ksp
