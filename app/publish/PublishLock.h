#pragma once

#include "core/Result.h"
#include "publish/JournalTypes.h"

#include <QCoreApplication>
#include <QLockFile>

#include <memory>

namespace ksp {

/// Keeps two processes (or two jobs of one) from publishing the same version at once. Held as long as the object
/// lives. A lock whose process was killed counts as free.
class PublishLock
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PublishLock)
public:
    /// Does not wait. `key.content` is not looked at: other bytes of the same version must wait as well.
    /// BadInput where somebody else has it (the sentence names the process), Internal where no lock can be written.
    static Result<std::unique_ptr<PublishLock>> acquire(const QString &profile, const PublishKey &key);
    /// Whether a living process has it. Only looks: taking the lock, be it for an instant, would make a publish fail
    /// that begins just then.
    [[nodiscard]] static bool isHeld(const QString &profile, const PublishKey &key);

private:
    explicit PublishLock(const QString &fileName);

    QLockFile m_lock;
};

} // namespace ksp
