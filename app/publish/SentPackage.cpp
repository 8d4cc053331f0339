#include "publish/SentPackage.h"

#include "publish/Journal.h"

#include <algorithm>

namespace ksp {

void findSentPackage(
    Journal *journal, const SentBy &by, QObject *context, std::function<void(Result<SentPackage>)> done)
{
    constexpr int mostPublishes = 100'000; // all of them
    journal->history(mostPublishes, context,
        [journal, by, context, done = std::move(done)](const Result<QList<PublishRecord>> &history) {
            if (!history)
                return done(failure(history.error()));
            const auto newest = std::find_if(history->begin(), history->end(), [&](const PublishRecord &record) {
                const PublishKey &key = record.key;
                return record.state == PublishState::Finished && key.name == by.name && key.version == by.version
                    && (by.server.isEmpty() || key.server == by.server)
                    && (by.userId.isEmpty() || key.userId == by.userId);
            });
            if (newest == history->end())
                return done(SentPackage());
            journal->loadPackage(
                newest->packageSha256, context, [record = *newest, done](const Result<QByteArray> &package) {
                    // Kept packages are cleaned up after a while.
                    done(SentPackage{record, package.value_or(QByteArray())});
                });
        });
}

} // namespace ksp
