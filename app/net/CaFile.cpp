#include "net/CaFile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::CaFile)
};

constexpr qint64 largest = 4 * 1024 * 1024; // the system's own bundle has some 200 KB

} // namespace

Result<QList<QSslCertificate>> readCaFile(const QString &fileName)
{
    QFile file(fileName);
    // A pipe or a device could keep us waiting for ever.
    if (!QFileInfo(fileName).isFile() || !file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::BadInput,
            Text::tr("The file of the certificate authority, %1, cannot be read. Check its path and its permissions.")
                .arg(fileName),
            file.errorString());
    }
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(file.read(largest), QSsl::Pem);
    if (certificates.isEmpty()) {
        return failure(ErrorKind::BadInput,
            Text::tr("The file of the certificate authority, %1, holds no certificate in PEM form (BEGIN CERTIFICATE). "
                     "Ask your administrator for such a file.")
                .arg(fileName));
    }
    return certificates;
}

Result<QList<QSslCertificate>> companyCertificates(const QString &given, const QString &stored)
{
    for (const QString &fileName : {given, stored, qEnvironmentVariable("SSL_CERT_FILE")}) {
        if (!fileName.isEmpty())
            return readCaFile(fileName);
    }
    return {};
}

} // namespace ksp
