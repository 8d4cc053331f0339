#pragma once

#include <QString>

namespace ksp {

/// Why something failed, in the terms that callers decide by. One error has one kind.
enum class ErrorKind {
    Network, ///< Nothing usable came back: DNS, TLS, refused, reset, time-out, reply cut short.
    Authentication, ///< The server refused the API key (401 or 403 from the `user` call).
    Refused, ///< The server answered, but with another status or with something that is not what the API says.
    BadInput, ///< What the user gave (chart, file, option) cannot be used.
    Limit, ///< A size or count limit was passed; nothing was sent.
    NeedsAnswer, ///< A question had to be asked and nobody could be asked.
    Cancelled, ///< The user stopped it. An outcome rather than a fault: shown without alarm.
    Internal, ///< Disk, database, keychain, or a fault of the program itself.
};

/// A failure as a value. Never holds the API key, in none of its texts.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    /// A whole sentence for the user (translated): what happened and what to do next.
    QString sentence;
    /// For the log and for "Details": technical, untranslated, may be empty.
    QString detail;
    /// The status of the HTTP reply, 0 where there was none.
    int httpStatus = 0;
    /// Seconds that the server asked to wait before the next request (Retry-After), 0 where it did not.
    qint64 retryAfter = 0;
    /// The server's certificate comes from an authority that is not known here: a company's own may be missing (see
    /// companyCertificates()).
    bool isUntrusted = false;
    /// A web page came in place of the server's answer: the words of a gateway or proxy, whatever their status.
    bool isWebPage = false;

    friend bool operator==(const Error &, const Error &) = default;
};

/// Whether the server may have refused the key. For certain only the account's own request says so (Authentication);
/// any other step answers a refused key by 401 or 403, too. A gateway's page never speaks of the key.
[[nodiscard]] inline bool mayBeTheKey(const Error &error)
{
    return error.kind == ErrorKind::Authentication
        || (!error.isWebPage && (error.httpStatus == 401 || error.httpStatus == 403));
}

} // namespace ksp
