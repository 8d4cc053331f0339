#include "net/CertificateName.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>

namespace ksp {

namespace {

bool matches(const QString &pattern, const QString &name)
{
    if (!pattern.startsWith(QLatin1String("*.")))
        return !pattern.contains(u'*') && pattern == name;
    const QStringView rest = QStringView(pattern).mid(1);
    const qsizetype firstDot = name.indexOf(u'.');
    return rest.count(u'.') >= 2 && !rest.contains(u'*') && firstDot > 0 && QStringView(name).mid(firstDot) == rest;
}

} // namespace

bool isCertificateFor(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    if (const QHostAddress address(host); !address.isNull()) {
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        return std::any_of(addresses.begin(), addresses.end(),
            [&address](const QString &each) { return QHostAddress(each) == address; });
    }
    QString name = QString::fromLatin1(QUrl::toAce(host)).toLower();
    if (name.endsWith(u'.'))
        name.chop(1);
    const QStringList patterns = names.values(QSsl::DnsEntry);
    return !name.isEmpty() && std::any_of(patterns.begin(), patterns.end(), [&name](const QString &pattern) {
        return matches(pattern.toLower(), name);
    });
}

} // namespace ksp
