#include "publish/OpenPublishes.h"

#include "publish/Journal.h"
#include "publish/PublishLock.h"

namespace ksp {

namespace {

// The journal does not know which options a package was made with, only what came of them.
constexpr std::array<PackageOptions, 4> attempts{
    {{}, {.smallest = true}, {.keepImages = true}, {.smallest = true, .keepImages = true}}};

} // namespace

OpenPublishes::OpenPublishes(Journal *journal, QString profile, QObject *parent)
    : QObject(parent), m_journal(journal), m_profile(std::move(profile))
{
}

OpenPublishes::~OpenPublishes() = default;

void OpenPublishes::load()
{
    m_journal->openPublishes(this, [this](const Result<QList<PublishRecord>> &open) {
        if (!open) {
            emit failed(open.error());
            return;
        }
        m_publishes = *open;
        m_publishes.removeIf(
            [this](const PublishRecord &record) { return PublishLock::isHeld(m_profile, record.key); });
        emit loaded();
    });
}

void OpenPublishes::check(const PublishRecord &record)
{
    tryOptions(record, 0);
}

void OpenPublishes::tryOptions(const PublishRecord &record, int attempt)
{
    if (m_loader) { // perhaps it is this one's signal that we are in
        m_loader->disconnect(this);
        m_loader->cancel();
        m_loader.release()->deleteLater();
    }
    m_loader = std::make_unique<ChartLoader>();
    connect(m_loader.get(), &ChartLoader::finished, this,
        [this, record, attempt](
            const std::shared_ptr<Result<LoadedChart>> &chart) { compare(record, attempt, *chart); });
    m_loader->start(record.chartPath, attempts[size_t(attempt)]);
}

void OpenPublishes::compare(const PublishRecord &record, int attempt, const Result<LoadedChart> &chart)
{
    ResumeCheck check;
    check.record = record;
    if (!chart) {
        check.error = chart.error();
        emit checked(check);
        return;
    }
    if (!chart->package || QString::fromLatin1(chart->package->contentId()) != record.key.content) {
        if (chart->package && size_t(attempt) + 1 < attempts.size()) {
            tryOptions(record, attempt + 1);
            return;
        }
        check.found = ResumeCheck::Found::Changed;
        emit checked(check);
        return;
    }
    check.found = ResumeCheck::Found::Same;
    check.options = attempts[size_t(attempt)];
    PublishRequest request;
    request.package = *chart->package;
    request.chartPath = record.chartPath;
    request.account = record.account;
    request.server = record.key.server;
    request.userId = record.key.userId;
    request.profile = m_profile;
    request.message = record.message;
    request.replaceSubmitted = record.replaceSubmitted;
    request.overwriteActive = record.overwriteActive;
    check.request = std::move(request);
    emit checked(check);
}

void OpenPublishes::giveUp(const PublishRecord &record)
{
    m_journal->images(record.key, this, [this, record](const Result<QList<ImageRecord>> &images) {
        QStringList urls;
        bool unsure = !images;
        for (const ImageRecord &image : images.value_or(QList<ImageRecord>())) {
            if (image.state == StepState::Done)
                urls.append(image.url);
            else
                unsure = true;
        }
        m_journal->finish(
            record.id, PublishState::GivenUp, this, [this, record, urls, unsure](const Result<void> &finished) {
                if (!finished) {
                    emit failed(finished.error());
                    return;
                }
                m_publishes.removeIf([&record](const PublishRecord &each) { return each.id == record.id; });
                emit gaveUp(record, urls, unsure);
            });
    });
}

} // namespace ksp
