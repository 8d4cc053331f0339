#pragma once

#include <QSslCertificate>
#include <QString>

namespace ksp {

/// Whether a certificate is for a host, by RFC 6125 as Go, and so helm and ksbuilder, read it: the subject's
/// alternative names alone count, never its common name (which Qt 6.4 takes as well); a wildcard is a whole first
/// label, stands for one, and has two behind it; an address has to stand there as an address. `host` is a name or an
/// address, in any spelling that QUrl gives. Says nothing about who signed it.
[[nodiscard]] bool isCertificateFor(const QSslCertificate &certificate, const QString &host);

} // namespace ksp
