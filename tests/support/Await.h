#pragma once

#include "core/Result.h"

#include <QTest>

#include <functional>
#include <optional>

namespace ksp {

/// Calls `start` with a handler and runs the event loop until the handler was called, at most 20 s.
/// `await<int>([&](auto done) { thing.call(this, done); })`
template <typename T, typename F> Result<T> await(F start)
{
    auto result = std::make_shared<std::optional<Result<T>>>();
    start(std::function<void(Result<T>)>([result](Result<T> value) { result->emplace(std::move(value)); }));
    if (!QTest::qWaitFor([&] { return result->has_value(); }, 20'000))
        return failure(ErrorKind::Internal, QStringLiteral("no result came"));
    return std::move(**result);
}

} // namespace ksp
