#include "publish/SentPackage.h"

#include "publish/Journal.h"

#include <algorithm>

namespace ksp {

void findSentPackage(
    Journal *journal, const SentBy &by, QObject *context, std::function<void(Result<SentPackage>)> done)
{
    const auto take = [journal, by, context, done = std::move(done)](const Result<QList<PublishRecord>> &history) {
        if (!history)
            return done(failure(history.error()));
        const auto newest = std::find_if(history->begin(), history->end(), [&](const PublishRecord &record) {
            const PublishKey &key = record.key;
            return record.state == PublishState::Finished && key.name == by.name && key.version == by.version
                && (by.server.isEmpty() || key.server == by.server) && (by.userId.isEmpty() || key.userId == by.userId);
        });
        if (newest == history->end())
            return done(SentPackage());
        journal->loadPackage(
            newest->packageSha256, context, [record = *newest, done](const Result<QByteArray> &package) {
                // Kept packages are cleaned up after a while.
                done(SentPackage{record, package.value_or(QByteArray())});
            });
    };
    constexpr int mostPublishes = 100'000; // all of them
    if (by.server.isEmpty() || by.userId.isEmpty())
        journal->history(mostPublishes, context, take);
    else
        journal->historyOf(by.server, by.userId, by.name, mostPublishes, context, take);
}

} // namespace ksp
