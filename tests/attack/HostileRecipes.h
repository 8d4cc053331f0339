#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

namespace ksp::test {

/// Hostile charts that are too large to be kept, by name. Each is written to a file, or as a folder, piece by piece, so
/// that the test itself stays small: a process inherits the peak of whoever started it.
struct HostileRecipe
{
    const char *name;
    const char *says; ///< What the program must say of it; empty where it takes it; with "--yes" where it asks.
    std::function<bool(const QString &path)> write;
};

[[nodiscard]] QList<HostileRecipe> hostileRecipes();

} // namespace ksp::test
