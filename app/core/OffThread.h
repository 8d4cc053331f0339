#pragma once

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace ksp {

/// Runs `work` in a thread pool and hands its value to `done` from `receiver`'s event loop, exactly once, never inside
/// this call; not at all when `receiver` is deleted before. The value must be copyable.
///
/// `pool` is not owned and must outlive the work. What takes seconds brings a pool of its own, so that what takes
/// milliseconds never waits for it.
template <typename Work, typename Done> void runOffThread(QThreadPool *pool, QObject *receiver, Work work, Done done)
{
    using Value = std::invoke_result_t<Work>;
    auto *watcher = new QFutureWatcher<Value>(receiver);
    QObject::connect(watcher, &QFutureWatcher<Value>::finished, receiver, [watcher, done = std::move(done)]() mutable {
        watcher->deleteLater();
        done(watcher->result());
    });
    const auto promise = std::make_shared<QPromise<Value>>();
    watcher->setFuture(promise->future());
    pool->start([promise, work = std::move(work)]() mutable {
        promise->start();
        promise->addResult(work());
        promise->finish();
    });
}

/// The same in the global thread pool, for what takes milliseconds.
template <typename Work, typename Done> void runOffThread(QObject *receiver, Work work, Done done)
{
    runOffThread(QThreadPool::globalInstance(), receiver, std::move(work), std::move(done));
}

/// A shared value that is destroyed in the thread pool, whoever lets go of it last: giving back many megabytes takes
/// longer than a frame.
template <typename T> [[nodiscard]] std::shared_ptr<T> freedOffThread(T value)
{
    return std::shared_ptr<T>(new T(std::move(value)), [](T *gone) {
        // At the program's end there is no pool any more, and nobody who waits.
        if (QCoreApplication::instance() == nullptr)
            delete gone;
        else
            QThreadPool::globalInstance()->start([gone] { delete gone; });
    });
}

} // namespace ksp
