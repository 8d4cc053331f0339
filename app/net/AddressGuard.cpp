#include "net/AddressGuard.h"

#include <QHostInfo>

#include <algorithm>
#include <array>

namespace ksp {

namespace {

constexpr std::array<const char *, 8> closedRanges{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "240.0.0.0/4"};

/// Which Qt counts as global: private, shared, protocol assignments, benchmarks, reserved.
const auto &closedSubnets()
{
    static const std::array subnets = [] {
        std::array<std::pair<QHostAddress, int>, 8> read;
        std::transform(closedRanges.begin(), closedRanges.end(), read.begin(),
            [](const char *range) { return QHostAddress::parseSubnet(QString::fromLatin1(range)); });
        return read;
    }();
    return subnets;
}

/// The IPv4 address inside an IPv6 one: mapped, 6to4 or NAT64.
QHostAddress innerAddress(const QHostAddress &address)
{
    bool isV4 = false;
    if (const quint32 v4 = address.toIPv4Address(&isV4); isV4)
        return QHostAddress(v4);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto at = [&bytes](int i) {
        return QHostAddress(
            quint32(bytes[i]) << 24 | quint32(bytes[i + 1]) << 16 | quint32(bytes[i + 2]) << 8 | quint32(bytes[i + 3]));
    };
    if (address.isInSubnet(QHostAddress(QStringLiteral("2002::")), 16))
        return at(2);
    if (address.isInSubnet(QHostAddress(QStringLiteral("64:ff9b::")), 96))
        return at(12);
    return address;
}

void lookUp(const QUrl &url, QObject *context, const std::function<void(bool isPrivate)> &done)
{
    QHostInfo::lookupHost(url.host(), context, [done](const QHostInfo &found) {
        const QList<QHostAddress> addresses = found.addresses();
        done(std::any_of(addresses.begin(), addresses.end(), &AddressGuard::isPrivate));
    });
}

} // namespace

bool AddressGuard::isPrivate(const QHostAddress &address)
{
    const QHostAddress inner = innerAddress(address);
    const bool isV4 = inner.protocol() == QAbstractSocket::IPv4Protocol;
    return !inner.isGlobal() || inner.isMulticast() || inner.isUniqueLocalUnicast() || inner.isSiteLocal()
        || (isV4 && std::any_of(closedSubnets().begin(), closedSubnets().end(), [&inner](const auto &subnet) {
               return inner.isInSubnet(subnet);
           }));
}

void AddressGuard::judge(const QUrl &target, const QUrl &origin, QObject *context, std::function<void(Verdict)> done)
{
    const bool isLessSafe = origin.scheme() == QLatin1String("https") && target.scheme() != QLatin1String("https");
    if (isLessSafe || target.host() == origin.host()) {
        const Verdict verdict = isLessSafe ? Verdict::Unencrypted : Verdict::Allowed;
        QMetaObject::invokeMethod(
            context, [verdict, done = std::move(done)] { done(verdict); }, Qt::QueuedConnection);
        return;
    }
    lookUp(target, context, [origin, context, done = std::move(done)](bool isPrivate) {
        if (!isPrivate)
            return done(Verdict::Allowed);
        lookUp(origin, context,
            [done](bool isOriginPrivate) { done(isOriginPrivate ? Verdict::Allowed : Verdict::Private); });
    });
}

} // namespace ksp
