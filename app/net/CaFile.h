#pragma once

#include "core/Result.h"

#include <QDateTime>
#include <QList>
#include <QSslCertificate>
#include <QString>

namespace ksp {

/// Reads a company's own certificate authority from a PEM file, to be trusted beside the system's. Errors: BadInput
/// (cannot be read, holds no certificate, or a key; none that is valid at the time `now`), with a sentence that names
/// the file.
[[nodiscard]] Result<QList<QSslCertificate>> readCaFile(
    const QString &fileName, const QDateTime &now = QDateTime::currentDateTime());

/// What is to be trusted beside the system's authorities: of the first that is named: `given` (--ca-file), `stored`
/// (Settings::caFile()), the variable SSL_CERT_FILE, which Go's programs (ksbuilder, helm) honour, too. Nothing where
/// none is. Errors as readCaFile().
[[nodiscard]] Result<QList<QSslCertificate>> companyCertificates(const QString &given, const QString &stored);

} // namespace ksp
