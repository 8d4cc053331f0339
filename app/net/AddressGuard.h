#pragma once

#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <functional>

namespace ksp {

/// Keeps what somebody else wrote (the index of a repository, a redirect) from sending this program to addresses that
/// only it can reach: this computer, the company's network, a cloud's metadata service.
class AddressGuard
{
public:
    enum class Verdict {
        Allowed,
        Private, ///< It leads to such an address, where the origin is not.
        Unencrypted, ///< It goes on by http where the origin is encrypted.
    };

    /// Loopback, private (RFC 1918, RFC 4193), link-local, shared (RFC 6598), multicast, reserved, and what maps or
    /// translates to one of them in IPv6.
    [[nodiscard]] static bool isPrivate(const QHostAddress &address);

    /// Judges a URL that came from `origin`, the address that the user named. Names are looked up (a name that has a
    /// private address is private; of one that has none the request itself will tell); where the origin is at such an
    /// address itself, everything in its network is as good. `done` runs later, from the event loop, unless `context`
    /// is gone by then.
    static void judge(
        const QUrl &target, const QUrl &origin, QObject *context, std::function<void(Verdict verdict)> done);
};

} // namespace ksp
