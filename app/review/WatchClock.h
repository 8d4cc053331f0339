#pragma once

#include <QDateTime>

#include <functional>

class QObject;

namespace ksp {

/// The time, as something that a ReviewWatch is given, so that tests let hours pass in milliseconds.
struct WatchClock
{
    std::function<QDateTime()> now; ///< UTC. May jump when the clock is set.
    std::function<qint64()> elapsed; ///< Milliseconds since some moment; never goes back.
    /// Calls `act` once after so many milliseconds, from the event loop, unless `context` is gone by then.
    std::function<void(qint64 milliseconds, QObject *context, std::function<void()> act)> after;
    std::function<double()> random; ///< From 0 up to 1.

    /// The real one.
    [[nodiscard]] static WatchClock system();
};

} // namespace ksp
