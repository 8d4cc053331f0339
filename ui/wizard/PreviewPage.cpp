#include "wizard/PreviewPage.h"

#include "core/OffThread.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "widgets/BusyLabel.h"
#include "widgets/EmptyState.h"
#include "widgets/Look.h"
#include "wizard/preview/CardsSection.h"
#include "wizard/preview/ChangesSection.h"
#include "wizard/preview/FilesSection.h"
#include "wizard/preview/ImagesSection.h"
#include "wizard/preview/SizeSection.h"

#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

namespace {

QWidget *scrolling(QWidget *section, const QString &name)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, between, inside, 0);
    layout->addWidget(section);
    layout->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    scroll->setAccessibleName(name);
    return scroll;
}

} // namespace

PreviewPage::PreviewPage(const Services &services, QWidget *parent)
    : WizardPage(services, parent), m_pages(new QStackedWidget), m_empty(new EmptyState), m_busy(new QWidget),
      m_size(new SizeSection), m_tabs(new QTabWidget), m_findings(new QLabel),
      m_cards(new CardsSection(services.images)), m_images(new ImagesSection(services.images)),
      m_changes(new ChangesSection), m_files(new FilesSection)
{
    build();
    const PublishDraft *draft = services.draft;
    connect(draft, &PublishDraft::changed, this, &PreviewPage::refresh);
    connect(draft, &PublishDraft::staleChanged, this, &PreviewPage::stateChanged);
    connect(m_size, &SizeSection::optionsChosen, this, [this](const PackageOptions &options) {
        this->services().draft->setOptions(options);
        refresh(); // The size that is shown is no more that of what will be published.
    });
    const auto toChart = [this] { emit stepRequested(WizardStep::Chart); };
    connect(m_findings, &QLabel::linkActivated, this, toChart);
    connect(m_empty, &EmptyState::actionTriggered, this, toChart);
}

PreviewPage::~PreviewPage() = default;

void PreviewPage::build()
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(scrolling(m_cards, tr("Marketplace card")), tr("Market&place card"));
    m_tabs->addTab(scrolling(m_images, tr("Images")), tr("I&mages"));
    m_tabs->addTab(m_changes, tr("Cha&nges"));
    m_tabs->addTab(m_files, tr("F&iles"));
    m_tabs->setCornerWidget(m_findings);
    m_findings->setTextFormat(Qt::RichText);
    m_findings->setContentsMargins(0, 0, 0, inside / 2); // Off the tabs' line.
    m_findings->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(m_size);
    layout->addWidget(m_tabs, 1);
    m_pages->addWidget(content);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_busy);
    auto *busyLayout = new QVBoxLayout(m_busy);
    busyLayout->addWidget(new BusyLabel(tr("Reading the chart and making its package…")), 0, Qt::AlignCenter);
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
    return m_pages->currentWidget() == m_empty ? static_cast<QWidget *>(m_empty) : m_tabs->tabBar();
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
        const bool isSettled = loaded && !draft.isReloading() && m_shown == loaded;
        // A change of the same chart is taken over in place; of another one nothing must be seen any more.
        if (!m_shown || !loaded || m_shown->chart.origin != loaded->chart.origin)
            showBusy();
        else if (isSettled)
            m_size->setChart(*loaded, draft.weights());
        else
            m_size->setComputing();
        if (loaded && !draft.isReloading() && !isSettled && m_preparing != loaded)
            prepare(loaded);
    }
    emit stateChanged();
}

void PreviewPage::prepare(const std::shared_ptr<const LoadedChart> &loaded)
{
    m_preparing = loaded;
    runOffThread(
        this, [loaded] { return freedOffThread(Preview::make(loaded)); },
        [this, loaded](const std::shared_ptr<Preview> &preview) {
            if (m_preparing != loaded)
                return; // Another one is being prepared, or has been.
            m_preparing = nullptr;
            if (loaded == services().draft->loaded())
                show(*preview);
            refresh();
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
    m_size->setChart(*preview.loaded, services().draft->weights());
    m_pages->setCurrentIndex(0);
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
    const QString text = errors > 0 ? tr("See %n error(s) of the chart", nullptr, errors)
                                    : tr("See %n warning(s) about the chart", nullptr, warnings);
    m_findings->setText(QStringLiteral("<a href=\"chart\">%1</a>").arg(text.toHtmlEscaped()));
    m_findings->setAccessibleName(text);
}

void PreviewPage::showBusy()
{
    m_shown = nullptr;
    m_size->clear();
    m_pages->setCurrentWidget(m_busy);
}

void PreviewPage::showEmpty()
{
    const PublishDraft &draft = *services().draft;
    m_shown = nullptr;
    m_empty->setContent(QIcon::fromTheme(QStringLiteral("package-x-generic")),
        draft.error() ? draft.error()->sentence : tr("There is no chart yet that could be shown."),
        tr("Choose &a chart"));
    m_pages->setCurrentWidget(m_empty);
}

} // namespace ksp
