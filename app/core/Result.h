#pragma once

#include "core/Error.h"

#include <tl/expected.hpp>

namespace ksp {

/// What every function that can fail returns: a value or an Error.
template <typename T> using Result = tl::expected<T, Error>;

/// `return failure(ErrorKind::BadInput, tr("…"));` from any function that returns a Result.
inline tl::unexpected<Error> failure(ErrorKind kind, QString sentence, QString detail = {}, int httpStatus = 0)
{
    return tl::unexpected<Error>(Error{kind, std::move(sentence), std::move(detail), httpStatus});
}

/// Hands an error on: `if (!r) return failure(r.error());`
inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace ksp
