#pragma once

#include "core/Result.h"
#include "practice/HttpConnection.h"
#include "practice/PracticeRecords.h"

#include <QCoreApplication>
#include <QString>

#include <memory>

namespace ksp {

class PracticeStore;

/// How the practice Cloud listens.
struct PracticeServerOptions
{
    int port = 0; ///< 0: a free one.
    QString logFile; ///< Empty: no log. See RequestLog.
    ConnectionLimits limits;
    /// Beyond it, a new connection takes the place of the one that has waited longest for its client.
    int mostConnections = 512;
};

/// The practice Cloud on loopback, with one thread of its own, from start() until it is destroyed. Refuses requests
/// that a page of another site could send (another Host, a foreign Origin). What clients do slowly or not at all keeps
/// nobody else waiting.
class PracticeServer
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PracticeServer)

public:
    /// Listens when it returns, and has told so in the state folder (see PracticeState). Errors: BadInput where the
    /// port is taken or the log cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<PracticeServer>> start(
        std::unique_ptr<PracticeStore> store, const PracticeServerOptions &options);
    /// Ends what is being answered, at once.
    ~PracticeServer();
    PracticeServer(const PracticeServer &) = delete;
    PracticeServer &operator=(const PracticeServer &) = delete;

    [[nodiscard]] QString url() const;
    /// The user whose key is also the reviewer's.
    [[nodiscard]] const PracticeUser &owner() const;

private:
    class Private;
    explicit PracticeServer(std::unique_ptr<Private> d);

    std::unique_ptr<Private> d;
};

} // namespace ksp
