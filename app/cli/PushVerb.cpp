#include "cli/PushVerb.h"

#include "cli/ChartReport.h"
#include "cli/Console.h"
#include "net/HttpClient.h"

#include <QDateTime>
#include <QJsonArray>

namespace ksp {

namespace {

/// Of a publish, at the same time: the account, the version, the place of files.
constexpr int firstRequests = 3;

} // namespace

void PushVerb::start(Context &context)
{
    m_context = &context;
    context.console.print(
        QStringLiteral("push extension %1").arg(context.invocation.arguments.first())); // ksbuilder's words
    m_loader = std::make_unique<ChartLoader>();
    connect(m_loader.get(), &ChartLoader::finished, this,
        [this](const std::shared_ptr<Result<LoadedChart>> &loaded) { chartLoaded(std::move(*loaded)); });
    PackageOptions options;
    options.smallest = context.invocation.smallest;
    options.keepImages = context.invocation.keepImages;
    m_loader->start(context.invocation.arguments.first(), options);
    m_access = std::make_unique<ServerAccess>(context);
    if (!context.invocation.dryRun)
        m_access->connectAhead(firstRequests);
}

void PushVerb::cancel()
{
    if (m_job) {
        m_job->cancel();
        return;
    }
    m_loader->cancel();
    m_access.reset();
    endCancelled(*m_context);
}

void PushVerb::chartLoaded(Result<LoadedChart> loaded)
{
    if (!loaded) {
        end(*m_context, loaded.error());
        return;
    }
    m_loaded = std::move(*loaded);
    Console &console = m_context->console;
    if (const auto errors = ChartReport::findings(console, m_loaded, tr("Nothing was sent."))) {
        end(*m_context, *errors, ChartReport::toJson(m_loaded));
        return;
    }
    if (m_context->invocation.dryRun) {
        ChartReport::dryRun(console, m_loaded);
        console.printObject(ChartReport::toJson(m_loaded));
        end(ExitCode::Done);
        return;
    }
    ChartReport::agree(m_access->prompt(), m_loaded, [this](const Result<void> &agreed) {
        if (agreed)
            openAccess();
        else
            end(*m_context, agreed.error(), ChartReport::toJson(m_loaded));
    });
}

void PushVerb::openAccess()
{
    m_access->open([this](const Result<void> &opened) {
        if (opened)
            publish();
        else
            end(*m_context, opened.error());
    });
}

void PushVerb::publish()
{
    m_database = std::make_unique<Database>(m_context->profile);
    connect(m_database.get(), &Database::notice, this,
        [this](const QString &sentence) { m_context->console.warning(sentence); });
    m_journal = std::make_unique<Journal>(m_database.get());
    PublishRequest request;
    request.package = *m_loaded.package;
    request.chartPath = m_loaded.chart.origin;
    request.account = m_access->account().name;
    request.server = m_access->http()->server().toString();
    request.userId = m_access->account().userId;
    request.profile = m_context->profile;
    request.message = m_context->invocation.message;
    request.replaceSubmitted = m_context->invocation.yes;
    request.overwriteActive = m_context->invocation.overwriteActive;
    m_job = std::make_unique<PublishJob>(
        std::move(request), m_access->cloud(), m_journal.get(), [] { return QDateTime::currentDateTime(); });
    connectProgress();
    connect(m_job.get(), &PublishJob::replaceQuestion, this, &PushVerb::askToReplace);
    connect(m_job.get(), &PublishJob::finished, this, &PushVerb::published);
    m_job->start();
}

void PushVerb::connectProgress()
{
    struct Position
    {
        int step = 1;
        int of = 1;
        QString title;
    };
    const auto position = std::make_shared<Position>();
    Console *console = &m_context->console;
    connect(m_job.get(), &PublishJob::phaseStarted, this, [console, position](PublishPhase phase, int step, int of) {
        *position = {step, of, PublishJob::title(phase)};
        console->progress(step, of, position->title);
    });
    connect(m_job.get(), &PublishJob::uploadProgress, this, [console, position](qint64 sent, qint64 total) {
        if (total > 0)
            console->progress(position->step, position->of, position->title, sent, total);
    });
    connect(m_job.get(), &PublishJob::waiting, this, [console](int seconds) { console->waiting(seconds); });
    connect(m_job.get(), &PublishJob::notice, this, [console](const QString &sentence) { console->note(sentence); });
}

void PushVerb::askToReplace(const Snapshot &snapshot)
{
    const QString question = snapshot.status == QLatin1String("submitted")
        ? tr("Version %1 waits for review (snapshot %2). Withdraw it, replace it and submit it again?")
              .arg(snapshot.version, snapshot.id)
        : tr("Version %1 exists with the status “%2” (snapshot %3). Replace it and submit it?")
              .arg(snapshot.version, snapshot.status, snapshot.id);
    m_access->prompt()->confirm(question, [this](Result<bool> answer) { m_job->answerReplace(std::move(answer)); });
}

void PushVerb::published(const Result<Published> &result)
{
    if (!result) {
        end(*m_context, result.error());
        return;
    }
    // Where the window is never opened nobody else does. The database waits for it.
    m_journal->clean(Journal::keptDays, Journal::keptBytes, this, [](const Result<int> & /*removed*/) {});
    m_context->console.print(QStringLiteral("Extension pushed and submitted to KubeSphere Cloud, waiting for review"));
    m_context->console.printObject({{QStringLiteral("name"), m_loaded.chart.metadata.name.text},
        {QStringLiteral("version"), m_loaded.chart.metadata.version.text},
        {QStringLiteral("snapshotId"), result->snapshotId}, {QStringLiteral("package"), m_loaded.package->fileName()},
        {QStringLiteral("size"), result->packageSize}, {QStringLiteral("sha256"), result->packageSha256},
        {QStringLiteral("images"), QJsonArray::fromStringList(result->imageUrls)},
        {QStringLiteral("resumed"), result->resumed}, {QStringLiteral("sentNothing"), result->nothingSent}});
    end(ExitCode::Done);
}

} // namespace ksp
