#pragma once

#include "cli/ServerAccess.h"
#include "cli/Verb.h"
#include "core/Database.h"
#include "publish/ChartLoader.h"
#include "publish/PublishJob.h"

namespace ksp {

/// push: publishes a chart and submits it for review, going on with an earlier push of the same content.
/// With --dry-run it says what would be sent, without a server and without a key.
class PushVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;
    void start(Context &context) override;
    void cancel() override;

private:
    void chartLoaded(Result<LoadedChart> loaded);
    void openAccess();
    void publish();
    void connectProgress();
    void askToReplace(const Snapshot &snapshot);
    void published(const Result<Published> &result);

    Context *m_context = nullptr;
    LoadedChart m_loaded;
    // In the order in which they depend on each other: the job goes first, the database last.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<ServerAccess> m_access;
    std::unique_ptr<ChartLoader> m_loader;
    std::unique_ptr<PublishJob> m_job;
};

} // namespace ksp
