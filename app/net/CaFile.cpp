#include "net/CaFile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::CaFile)
};

constexpr qint64 largest = 4 * 1024 * 1024; // the system's own bundle has some 200 KB

/// Why none of the certificates does at that time; empty where one does.
QString whyNotValid(const QList<QSslCertificate> &certificates, const QDateTime &now, const QString &fileName)
{
    const auto date
        = [](const QDateTime &time) { return QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat); };
    QDateTime lastEnd;
    QDateTime firstBegin;
    for (const QSslCertificate &each : certificates) {
        if (each.effectiveDate() <= now && each.expiryDate() >= now)
            return {};
        if (each.effectiveDate() > now && (firstBegin.isNull() || each.effectiveDate() < firstBegin))
            firstBegin = each.effectiveDate();
        else if (each.expiryDate() < now)
            lastEnd = std::max(lastEnd, each.expiryDate());
    }
    if (!firstBegin.isNull()) {
        return Text::tr("The certificates in %1 are valid from %2 on only. Check the clock of this computer.")
            .arg(fileName, date(firstBegin));
    }
    return Text::tr("The certificates in %1 have expired, the last of them on %2. Ask your administrator for a newer "
                    "file.")
        .arg(fileName, date(lastEnd));
}

} // namespace

Result<QList<QSslCertificate>> readCaFile(const QString &fileName, const QDateTime &now)
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
    if (const QString why = whyNotValid(certificates, now, fileName); !why.isEmpty())
        return failure(ErrorKind::BadInput, why);
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
