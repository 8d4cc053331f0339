#include "cli/ExitCode.h"

namespace ksp {

ExitCode exitCodeFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
        return ExitCode::Network;
    case ErrorKind::Authentication:
        return ExitCode::KeyRefused;
    case ErrorKind::Refused:
        return ExitCode::ServerRefused;
    case ErrorKind::Cancelled:
        return ExitCode::Cancelled;
    case ErrorKind::NeedsAnswer:
        return ExitCode::Usage;
    case ErrorKind::BadInput:
    case ErrorKind::Limit:
    case ErrorKind::Internal:
        break;
    }
    return ExitCode::RefusedHere;
}

QString kindWord(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return QStringLiteral("network");
    case ErrorKind::Authentication:
        return QStringLiteral("authentication");
    case ErrorKind::Refused:
        return QStringLiteral("refused");
    case ErrorKind::BadInput:
        return QStringLiteral("bad-input");
    case ErrorKind::Limit:
        return QStringLiteral("limit");
    case ErrorKind::NeedsAnswer:
        return QStringLiteral("needs-answer");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::Internal:
        break;
    }
    return QStringLiteral("internal");
}

} // namespace ksp
