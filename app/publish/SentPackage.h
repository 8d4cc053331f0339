#pragma once

#include "core/Result.h"
#include "publish/JournalTypes.h"

#include <QByteArray>

#include <functional>
#include <optional>

class QObject;

namespace ksp {

class Journal;

/// Whose publish is looked for. What is empty does not count: a practice Cloud's address changes with every start.
struct SentBy
{
    QString server; ///< Base URL.
    QString userId;
    QString name; ///< The extension's.
    QString version;
};

/// What this program sent for a version at last, as its journal has it.
struct SentPackage
{
    std::optional<PublishRecord> record; ///< The newest publish that was finished; nothing where there is none.
    QByteArray package; ///< Its bytes; null where they are not kept any more.
};

/// `done` as Journal's handlers.
void findSentPackage(
    Journal *journal, const SentBy &by, QObject *context, std::function<void(Result<SentPackage>)> done);

} // namespace ksp
