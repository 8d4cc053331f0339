#include "review/WatchClock.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

namespace ksp {

WatchClock WatchClock::system()
{
    QElapsedTimer timer;
    timer.start();
    return {&QDateTime::currentDateTimeUtc, [timer] { return timer.elapsed(); },
        [](qint64 milliseconds, QObject *context, const std::function<void()> &act) {
            QTimer::singleShot(std::chrono::milliseconds(milliseconds), Qt::CoarseTimer, context, act);
        },
        [] { return QRandomGenerator::global()->generateDouble(); }};
}

} // namespace ksp
