#include "wizard/ChartPage.h"

#include "core/SafeText.h"
#include "core/Settings.h"
#include "publish/PublishDraft.h"
#include "widgets/BusyLabel.h"
#include "widgets/DropZone.h"
#include "widgets/Look.h"
#include "wizard/chart/ChartStart.h"
#include "wizard/chart/LoadedChartView.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QIcon>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr qsizetype mostNamed = 3;

QString shortName(const QString &path)
{
    return safeText(QFileInfo(path).fileName(), 80);
}

QScrollArea *scrolling(QWidget *content)
{
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    return scroll;
}

} // namespace

ChartPage::ChartPage(const Services &services, QWidget *parent)
    : WizardPage(services, parent), m_menu(new QMenu(this)), m_views(new QStackedWidget),
      m_start(new ChartStart(m_menu)), m_loading(new QWidget), m_busy(new BusyLabel),
      m_cancel(new QPushButton(tr("Ca&ncel"))), m_loaded(new LoadedChartView(m_menu))
{
    auto *waiting = new QVBoxLayout(m_loading);
    waiting->setSpacing(between);
    waiting->addStretch(2);
    waiting->addWidget(m_busy, 0, Qt::AlignHCenter);
    waiting->addWidget(m_cancel, 0, Qt::AlignHCenter);
    waiting->addStretch(3);
    m_cancel->setAutoDefault(false);
    for (QWidget *view :
        {static_cast<QWidget *>(scrolling(m_start)), m_loading, static_cast<QWidget *>(scrolling(m_loaded))})
        m_views->addWidget(view);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_views);

    PublishDraft *draft = services.draft;
    connect(draft, &PublishDraft::changed, this, &ChartPage::refresh);
    connect(draft, &PublishDraft::reloaded, this, &ChartPage::tellReloaded);
    connect(m_menu, &QMenu::aboutToShow, this, &ChartPage::fillMenu);
    connect(m_start, &ChartStart::openRequested, draft, &PublishDraft::open);
    connect(m_start, &ChartStart::retryRequested, draft, [draft] { draft->open(draft->path()); });
    connect(m_start, &ChartStart::removeRequested, this, [this](const QString &path) {
        if (Settings *settings = this->services().settings)
            settings->removeRecentChart(path);
        setRecentCharts();
    });
    connect(m_cancel, &QPushButton::clicked, draft, &PublishDraft::close);
    connect(m_start, &ChartStart::openFileRequested, this, &ChartPage::openFileRequested);
    connect(m_loaded, &LoadedChartView::openFileRequested, this, &ChartPage::openFileRequested);
    connect(m_loaded, &LoadedChartView::announced, this, &ChartPage::announced);
    refresh();
}

ChartPage::~ChartPage() = default;

QString ChartPage::title() const
{
    return tr("Which extension do you want to publish?");
}

bool ChartPage::isReady() const
{
    const PublishDraft &draft = *services().draft;
    return draft.state() == PublishDraft::State::Loaded && draft.loaded()->package;
}

QString ChartPage::whyNotReady() const
{
    if (isReady())
        return {};
    const PublishDraft &draft = *services().draft;
    switch (draft.state()) {
    case PublishDraft::State::Empty:
        return tr("Choose a chart first.");
    case PublishDraft::State::Loading:
        return tr("The chart is being read.");
    case PublishDraft::State::Failed:
        return tr("This chart cannot be used.");
    case PublishDraft::State::Loaded:
        break;
    }
    const auto errors = std::count_if(draft.loaded()->findings.begin(), draft.loaded()->findings.end(),
        [](const Finding &finding) { return finding.severity == Severity::Error; });
    return tr("%n error(s) must be mended first.", nullptr, int(errors));
}

QWidget *ChartPage::firstFocus() const
{
    switch (services().draft->state()) {
    case PublishDraft::State::Loading:
        return m_cancel;
    case PublishDraft::State::Loaded:
        return m_loaded->firstFocus();
    case PublishDraft::State::Empty:
    case PublishDraft::State::Failed:
        break;
    }
    return m_start->dropZone();
}

void ChartPage::showRefusal(const QString &sentence)
{
    m_start->showRefusal(sentence);
    emit announced(sentence);
}

void ChartPage::enter()
{
    setRecentCharts();
}

void ChartPage::refresh()
{
    const PublishDraft &draft = *services().draft;
    const QString name = shortName(draft.path());
    const int before = m_views->currentIndex();
    const bool hadFocus = m_views->currentWidget()->isAncestorOf(window()->focusWidget());
    switch (draft.state()) {
    case PublishDraft::State::Empty:
        m_start->hideError();
        m_views->setCurrentIndex(0);
        break;
    case PublishDraft::State::Failed:
        m_start->showError(draft.path(), *draft.error());
        m_views->setCurrentIndex(0);
        announceOnce(safeText(draft.error()->sentence));
        break;
    case PublishDraft::State::Loading:
        m_busy->setText(tr("Reading %1…").arg(name));
        m_views->setCurrentIndex(1);
        announceOnce(m_busy->text());
        break;
    case PublishDraft::State::Loaded:
        m_loaded->setChart(draft.loaded());
        m_loaded->setReloading(draft.isReloading());
        m_views->setCurrentIndex(2);
        if (m_shownPath != draft.path() || before != 2) {
            m_loaded->setStatus({});
            if (Settings *settings = services().settings)
                settings->addRecentChart(draft.path());
            announceOnce(tr("%1 was read: %2.", "name, what was noticed").arg(name, m_loaded->summary()));
        }
        break;
    }
    m_shownPath = draft.state() == PublishDraft::State::Loaded ? draft.path() : QString();
    if (draft.state() != PublishDraft::State::Loaded) {
        // Not held any longer than the draft does.
        m_loaded->setChart(nullptr);
        setRecentCharts();
    }
    // Whoever was in a view that is gone finds the keyboard in the one that took its place.
    emit stateChanged();
    if (before != m_views->currentIndex() && hadFocus)
        emit focusNeeded();
}

void ChartPage::tellReloaded()
{
    const QStringList &files = services().draft->reloadedFiles();
    QStringList named = files.mid(0, mostNamed);
    for (QString &file : named)
        file = safeText(file, 80);
    if (files.size() > mostNamed)
        named.append(QStringLiteral("…"));
    const QString sentence = tr("Read again: %n file(s) changed (%1).", nullptr, int(files.size()))
                                 .arg(named.join(tr(", ", "between file names")));
    m_loaded->setStatus(sentence);
    m_announced.clear();
    announceOnce(sentence);
}

void ChartPage::announceOnce(const QString &sentence)
{
    if (std::exchange(m_announced, sentence) != sentence)
        emit announced(sentence);
}

void ChartPage::setRecentCharts()
{
    m_start->setRecentCharts(services().settings ? services().settings->recentCharts() : QStringList());
}

void ChartPage::fillMenu()
{
    m_menu->clear();
    m_menu->addAction(QIcon::fromTheme(QStringLiteral("folder-open")), tr("&Folder…"), this, &ChartPage::chooseFolder);
    m_menu->addAction(
        QIcon::fromTheme(QStringLiteral("package-x-generic")), tr("&Package (.tgz)…"), this, &ChartPage::choosePackage);
    const QStringList recent = services().settings ? services().settings->recentCharts() : QStringList();
    if (services().draft->state() != PublishDraft::State::Loaded || recent.isEmpty())
        return;
    m_menu->addSeparator();
    for (const QString &path : recent) {
        if (path == services().draft->path())
            continue;
        QAction *action = m_menu->addAction(shortName(path).replace(u'&', QLatin1String("&&")));
        action->setToolTip(toolTipText(safeText(path)));
        connect(action, &QAction::triggered, services().draft, [draft = services().draft, path] { draft->open(path); });
    }
}

void ChartPage::chooseFolder()
{
    choose(true);
}

void ChartPage::choosePackage()
{
    choose(false);
}

void ChartPage::choose(bool isFolder)
{
    auto *dialog
        = new QFileDialog(this, isFolder ? tr("Choose an extension's folder") : tr("Choose a packed extension"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, isFolder);
    if (!isFolder)
        dialog->setNameFilters(
            {tr("Packed charts (%1)").arg(QStringLiteral("*.tgz *.tar.gz")), tr("All files (%1)").arg(u'*')});
    if (!services().draft->path().isEmpty())
        dialog->setDirectory(QFileInfo(services().draft->path()).path());
    else if (services().settings && !services().settings->recentCharts().isEmpty())
        dialog->setDirectory(QFileInfo(services().settings->recentCharts().constFirst()).path());
    connect(dialog, &QFileDialog::fileSelected, services().draft, &PublishDraft::open);
    dialog->open();
}

} // namespace ksp
