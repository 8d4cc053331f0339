#include "wizard/PreviewPage.h"

#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "widgets/EmptyState.h"
#include "widgets/Look.h"
#include "wizard/preview/CardsSection.h"
#include "wizard/preview/ChangesSection.h"
#include "wizard/preview/FilesSection.h"
#include "wizard/preview/ImagesSection.h"
#include "wizard/preview/SizeSection.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

PreviewPage::PreviewPage(const Services &services, QWidget *parent)
    : WizardPage(services, parent), m_pages(new QStackedWidget), m_empty(new EmptyState), m_size(new SizeSection),
      m_tabs(new QTabWidget), m_findings(new QPushButton), m_cards(new CardsSection(services.images)),
      m_images(new ImagesSection(services.images)), m_changes(new ChangesSection), m_files(new FilesSection)
{
    build();
    const PublishDraft *draft = services.draft;
    connect(draft, &PublishDraft::changed, this, &PreviewPage::refresh);
    connect(draft, &PublishDraft::staleChanged, this, &PreviewPage::stateChanged);
    connect(m_size, &SizeSection::optionsChosen, services.draft, &PublishDraft::setOptions);
    const auto toChart = [this] { emit stepRequested(WizardStep::Chart); };
    connect(m_findings, &QPushButton::clicked, this, toChart);
    connect(m_empty, &EmptyState::actionTriggered, this, toChart);
}

PreviewPage::~PreviewPage() = default;

void PreviewPage::build()
{
    auto *market = new QWidget;
    auto *marketLayout = new QVBoxLayout(market);
    marketLayout->setContentsMargins(0, between, 0, 0);
    marketLayout->setSpacing(around);
    marketLayout->addWidget(m_cards);
    marketLayout->addWidget(m_images);
    marketLayout->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(market);
    scroll->setFocusPolicy(Qt::NoFocus);

    m_tabs->setDocumentMode(true);
    m_tabs->addTab(scroll, tr("What customers &see"));
    m_tabs->addTab(m_changes, tr("C&hanges"));
    m_tabs->addTab(m_files, tr("&Files"));
    m_tabs->setCornerWidget(m_findings);
    m_findings->setFlat(true);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(m_size);
    layout->addWidget(m_tabs, 1);
    m_pages->addWidget(content);
    m_pages->addWidget(m_empty);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_pages);
    showEmpty();
}

QString PreviewPage::title() const
{
    return tr("This is what will be published");
}

bool PreviewPage::isReady() const
{
    const PublishDraft &draft = *services().draft;
    return draft.isPublishable() && !draft.isReloading() && draft.staleFiles().isEmpty() && m_shown
        && m_shown == draft.loaded();
}

QString PreviewPage::whyNotReady() const
{
    const PublishDraft &draft = *services().draft;
    if (isReady())
        return {};
    if (draft.state() == PublishDraft::State::Empty)
        return tr("Choose a chart first.");
    if (draft.state() == PublishDraft::State::Failed)
        return tr("The chart cannot be read.");
    if (!draft.staleFiles().isEmpty())
        return tr("The chart changed on the disk.");
    if (draft.isReloading() || !draft.loaded() || m_shown != draft.loaded())
        return tr("The package is being made…");
    if (!draft.loaded()->package)
        return tr("Correct the chart's errors first.");
    return tr("The package is too large. Leave out some files.");
}

QWidget *PreviewPage::firstFocus() const
{
    return m_pages->currentIndex() == 0 ? static_cast<QWidget *>(m_tabs->tabBar()) : m_empty;
}

void PreviewPage::enter()
{
    m_active = true;
    if (!services().run || !services().run->isRunning())
        services().draft->unpin();
    refresh();
}

void PreviewPage::leave()
{
    m_active = false;
}

void PreviewPage::primary()
{
    if (!isReady())
        return;
    services().draft->pin();
    emit done();
}

void PreviewPage::refresh()
{
    if (!m_active)
        return;
    const PublishDraft &draft = *services().draft;
    const std::shared_ptr<const LoadedChart> loaded = draft.loaded();
    m_size->setOptions(draft.options());
    if (draft.state() == PublishDraft::State::Empty || draft.state() == PublishDraft::State::Failed) {
        showEmpty();
    } else {
        m_pages->setCurrentIndex(0);
        if (!loaded || draft.isReloading() || m_shown != loaded)
            m_size->setComputing();
        else
            m_size->setChart(*loaded);
        if (loaded && !draft.isReloading() && m_shown != loaded && m_preparing != loaded)
            prepare(loaded);
    }
    emit stateChanged();
}

void PreviewPage::prepare(const std::shared_ptr<const LoadedChart> &loaded)
{
    m_preparing = loaded;
    auto *watcher = new QFutureWatcher<Preview>(this);
    connect(watcher, &QFutureWatcher<Preview>::finished, this, [this, watcher, loaded] {
        watcher->deleteLater();
        if (m_preparing != loaded)
            return;
        m_preparing = nullptr;
        if (loaded == services().draft->loaded())
            show(watcher->result());
        refresh();
    });
    const auto promise = std::make_shared<QPromise<Preview>>();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, loaded] {
        promise->start();
        promise->addResult(Preview::make(loaded));
        promise->finish();
    });
}

void PreviewPage::show(const Preview &preview)
{
    m_shown = preview.loaded;
    m_cards->setPreview(preview);
    m_images->setPreview(preview);
    m_changes->setPreview(preview);
    m_files->setPreview(preview);
    showFindings(*preview.loaded);
    m_size->setChart(*preview.loaded);
    if (m_active)
        emit announced(m_size->summary());
}

void PreviewPage::showFindings(const LoadedChart &loaded)
{
    const auto count = [&loaded](Severity severity) {
        return int(std::count_if(loaded.findings.begin(), loaded.findings.end(),
            [severity](const Finding &finding) { return finding.severity == severity; }));
    };
    const int errors = count(Severity::Error);
    const int warnings = count(Severity::Warning);
    m_findings->setVisible(errors + warnings > 0);
    m_findings->setText(errors > 0 ? tr("See %n error(s) of the chart", nullptr, errors)
                                   : tr("See %n warning(s) about the chart", nullptr, warnings));
    m_findings->setIcon(
        QIcon::fromTheme(errors > 0 ? QStringLiteral("dialog-error") : QStringLiteral("dialog-warning")));
}

void PreviewPage::showEmpty()
{
    const PublishDraft &draft = *services().draft;
    m_shown = nullptr;
    m_empty->setContent(QIcon::fromTheme(QStringLiteral("package-x-generic")),
        draft.error() ? draft.error()->sentence : tr("There is no chart yet that could be shown."),
        tr("&Choose a chart"));
    m_pages->setCurrentWidget(m_empty);
}

} // namespace ksp
