#include "dashboard/ExtensionsPage.h"

#include "core/OffThread.h"
#include "core/SafeText.h"
#include "core/Settings.h"
#include "dashboard/ColumnsButton.h"
#include "dashboard/DetailsPane.h"
#include "dashboard/ExtensionIcons.h"
#include "dashboard/ReviewCommands.h"
#include "dashboard/ReviewDelegate.h"
#include "dashboard/ReviewNotices.h"
#include "dashboard/ReviewTable.h"
#include "dashboard/StatusFilterBar.h"
#include "review/ExtensionsCsv.h"
#include "review/ExtensionsFilter.h"
#include "review/ReviewStore.h"
#include "review/ReviewWatch.h"
#include "session/Session.h"
#include "widgets/BusyLabel.h"
#include "widgets/EmptyState.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QNetworkInformation>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr QLatin1String columnsKey("extensions/columns");
constexpr QLatin1String fittingKey("extensions/columns-fit");
QByteArray chosenByNobody()
{
    return QByteArrayLiteral("1");
}
constexpr QLatin1String splitterKey("extensions/splitter");
constexpr int timelineLength = 200;

} // namespace

ExtensionsPage::ExtensionsPage(const Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_store(std::make_unique<ReviewStore>(services.database)),
      m_watch(std::make_unique<ReviewWatch>(m_store.get())),
      m_notices(std::make_unique<ReviewNotices>(m_watch.get(), services.database, services.notifier)),
      m_commands(std::make_unique<ReviewCommands>(services.session, m_watch.get(), services.now)),
      m_icons(new ExtensionIcons(services.database, services.images, this)),
      m_filter(new ExtensionsFilter(m_watch->extensions(), this)), m_age(new QLabel),
      m_refresh(new QPushButton(QIcon::fromTheme(QStringLiteral("view-refresh")), tr("&Refresh"))),
      m_message(new MessageBar), m_stack(new QStackedWidget), m_empty(new EmptyState), m_loading(new QWidget),
      m_content(new QWidget), m_search(new QLineEdit), m_statuses(new StatusFilterBar), m_splitter(new QSplitter),
      m_tableStack(new QStackedWidget), m_table(new ReviewTable),
      m_columns(new ColumnsButton(m_table, ExtensionsModel::Name)), m_noMatch(new EmptyState),
      m_details(new DetailsPane(services.journal, services.profile))
{
    buildLayout();
    buildTable();
    restoreLayout();

    connect(m_refresh, &QPushButton::clicked, this, [this] {
        m_announce = true;
        m_watch->refresh();
        m_watch->load(m_chosen);
    });
    connect(m_message, &MessageBar::actionTriggered, m_refresh, &QPushButton::click);
    connect(m_search, &QLineEdit::textChanged, m_filter,
        [this](const QString &text) { m_filter->setText(text.trimmed()); });
    connect(m_statuses, &StatusFilterBar::statusChosen, m_filter, &ExtensionsFilter::setStatus);
    connect(m_noMatch, &EmptyState::actionTriggered, this, &ExtensionsPage::clearFilters);
    connect(m_details, &DetailsPane::publishRequested, this, &ExtensionsPage::publishRequested);
    connect(m_details, &DetailsPane::openChartRequested, this, &ExtensionsPage::openChartRequested);
    connect(m_details, &DetailsPane::betaRepositoryEntered, services.session, &Session::setBetaRepository);
    const auto showBetaRepository = [this] {
        const std::optional<Account> &account = m_services.session->account();
        m_details->setBetaRepository(account ? account->betaRepository : QUrl());
    };
    connect(services.session, &Session::accountsChanged, m_details, showBetaRepository);
    connect(services.session, &Session::stateChanged, m_details, showBetaRepository);
    showBetaRepository();
    connect(m_details, &DetailsPane::reloadRequested, m_watch.get(), &ReviewWatch::load);
    connect(m_details, &DetailsPane::withdrawRequested, this, [this](const QString &name, const Snapshot &snapshot) {
        m_details->setBusy(m_commands->withdraw(name, snapshot));
    });
    connect(m_details, &DetailsPane::submitRequested, this, [this](const QString &name, const Snapshot &snapshot) {
        m_details->setBusy(m_commands->submit(name, snapshot));
    });
    connect(m_commands.get(), &ReviewCommands::done, this, &ExtensionsPage::onCommandDone);
    connect(m_columns, &ColumnsButton::saveRequested, this, &ExtensionsPage::saveCsv);
    connect(m_icons, &ExtensionIcons::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    // No address of an extension's own page is known.
    connect(m_details, &DetailsPane::marketplaceRequested, this,
        [] { QDesktopServices::openUrl(QUrl(QStringLiteral("https://kubesphere.com.cn/marketplace/"))); });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_watch->owner().isValid() && !m_watch->error())
            emit publishRequested({});
        else if (m_watch->error())
            m_refresh->click();
        else
            emit signInRequested();
    });

    ExtensionsModel *model = m_watch->extensions();
    connect(model, &ExtensionsModel::countsChanged, this, [this, model] { m_statuses->setCounts(model->counts()); });
    m_statuses->setCounts(model->counts());
    connect(m_watch.get(), &ReviewWatch::stateChanged, this, &ExtensionsPage::updateState);
    connect(m_watch.get(), &ReviewWatch::roundFinished, this, &ExtensionsPage::onRoundFinished);
    connect(m_watch.get(), &ReviewWatch::snapshotsChanged, this, [this](const QString &name) {
        if (m_watch->isFilling())
            updateAge();
        if (name == m_chosen)
            updateDetails();
    });
    connect(m_watch.get(), &ReviewWatch::recorded, this, [this](const StatusChange &change) {
        m_announce = true;
        if (change.name == m_chosen)
            updateTimeline();
    });
    connect(m_watch.get(), &ReviewWatch::notice, this,
        [this](const QString &sentence) { m_message->showMessage(Tone::Warning, sentence); });
    connect(m_watch.get(), &ReviewWatch::keyDoubted, this, [this] {
        if (m_services.session->state() == Session::State::SignedIn)
            m_services.session->checkKey();
    });
    connect(m_notices.get(), &ReviewNotices::unseenChanged, this, &ExtensionsPage::unseenChanged);
    connect(
        m_notices.get(), &ReviewNotices::activationRequested, this, [this](const QString &name, const QString &token) {
            if (!name.isEmpty())
                showExtension(name);
            emit activationRequested(token);
        });
    connect(m_services.session, &Session::stateChanged, this, &ExtensionsPage::followSession);

    m_ageTimer.setInterval(10'000);
    connect(&m_ageTimer, &QTimer::timeout, this, &ExtensionsPage::updateAge);
    m_visibleTimer.setInterval(50);
    m_visibleTimer.setSingleShot(true);
    connect(&m_visibleTimer, &QTimer::timeout, this, &ExtensionsPage::updateVisible);
    followNetwork();
    followSession();
    updateState();
}

ExtensionsPage::~ExtensionsPage()
{
    saveLayout();
    // The pages' widgets outlive the watch, whose model says so while it goes.
    m_table->setModel(nullptr);
    m_icons->disconnect();
    m_commands->disconnect(this);
    m_filter->disconnect();
    m_notices->disconnect(this);
    m_watch->disconnect(this);
}

void ExtensionsPage::buildLayout()
{
    auto *title = new QLabel(tr("Extensions"));
    title->setFont(titleFont(font()));
    m_age->setTextFormat(Qt::PlainText);
    m_age->setObjectName(QStringLiteral("age"));
    m_message->setObjectName(QStringLiteral("message"));
    m_refresh->setAutoDefault(false);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(between);
    heading->addWidget(title, 1);
    heading->addWidget(m_age);
    heading->addWidget(m_refresh);

    auto *busy = new BusyLabel(tr("Asking for your extensions…"));
    auto *loading = new QVBoxLayout(m_loading);
    loading->addStretch(2);
    loading->addWidget(busy, 0, Qt::AlignHCenter);
    loading->addStretch(3);

    auto *searchLabel = new QLabel(tr("&Find:"));
    searchLabel->setBuddy(m_search);
    m_search->setClearButtonEnabled(true);
    m_search->setPlaceholderText(tr("Name, ID or version"));
    m_search->setAccessibleName(tr("Show extensions with this in their name, ID or version"));
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 34);
    auto *filters = new QHBoxLayout;
    filters->setSpacing(inside);
    filters->addWidget(searchLabel);
    filters->addWidget(m_search, 1);
    filters->addStretch(1);
    filters->addWidget(m_columns);

    m_tableStack->addWidget(m_table);
    m_tableStack->addWidget(m_noMatch);
    m_noMatch->setObjectName(QStringLiteral("no-match"));
    m_noMatch->setContent(
        QIcon::fromTheme(QStringLiteral("edit-find")), tr("No extension matches the filter."), tr("Show &all"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tableStack);
    m_splitter->addWidget(m_details);
    // In a window of the first size the table's columns are all seen, and those of the versions, too.
    m_splitter->setSizes({520, 300});
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    auto *content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(between);
    // Of two lines, since there may be many statuses and the window may be narrow.
    auto *bars = new QVBoxLayout;
    bars->setSpacing(inside);
    bars->addLayout(filters);
    bars->addWidget(m_statuses);
    content->addLayout(bars);
    content->addWidget(m_splitter, 1);

    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_loading);
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(around, around, around, around);
    layout->setSpacing(between);
    layout->addLayout(heading);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);

    setTabOrder(m_refresh, m_search);
    setTabOrder(m_search, m_columns);
    setTabOrder(m_columns, m_statuses);
    setTabOrder(m_statuses, m_table);
}

void ExtensionsPage::buildTable()
{
    m_table->setModel(m_filter);
    m_table->setObjectName(QStringLiteral("extensions"));
    m_table->setAccessibleName(tr("Extensions"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ExtensionsModel::Name, Qt::AscendingOrder);
    // What needs something done is seen first, and the eighteen digits that few people look at last.
    QHeaderView *header = m_table->horizontalHeader();
    int place = 0;
    for (const int column :
        {ExtensionsModel::Name, ExtensionsModel::NewestVersion, ExtensionsModel::NewestStatus, ExtensionsModel::Next,
            ExtensionsModel::LastChange, ExtensionsModel::LatestVersion, ExtensionsModel::Status, ExtensionsModel::Id})
        header->moveSection(header->visualIndex(column), place++);
    for (const int column : {ExtensionsModel::LatestVersion, ExtensionsModel::Status, ExtensionsModel::Id})
        m_table->setColumnHidden(column, true);
    m_table->setFlexibleColumn(ExtensionsModel::Name);
    if (auto *delegate = qobject_cast<ReviewDelegate *>(m_table->itemDelegate()))
        delegate->setIcons([icons = m_icons](const QString &name) { return icons->iconOf(name); });
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ExtensionsPage::onCurrentChanged);
    connect(m_table, &ReviewTable::scrolled, &m_visibleTimer, qOverload<>(&QTimer::start));
    connect(m_filter, &QAbstractItemModel::modelReset, this, &ExtensionsPage::onModelReset);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &ExtensionsPage::onMatchesChanged);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &ExtensionsPage::onMatchesChanged);
    connect(m_filter, &QAbstractItemModel::layoutChanged, &m_visibleTimer, qOverload<>(&QTimer::start));
    connect(m_filter, &QAbstractItemModel::dataChanged, &m_visibleTimer, qOverload<>(&QTimer::start));
}

void ExtensionsPage::followSession()
{
    const Session *session = m_services.session;
    // Also while a key is looked for: what is known of an account can be read meanwhile.
    const std::optional<Account> &account = session->account();
    const ReviewOwner owner = account ? ReviewOwner{account->server.toString(), account->userId} : ReviewOwner();
    if (owner != m_watch->owner()) {
        // Another account may have an extension of the same name: nothing of this one is seen or done there.
        m_chosen.clear();
        m_wanted.clear();
        m_message->hide();
        m_saysState = false;
        updateDetails();
        m_details->setTimeline({});
    }
    m_watch->setAccount(session->cloud(), owner);
    m_icons->setOwner(m_watch->owner());
    m_details->setOwner(m_watch->owner());
    // A command that was under way has ended in silence with the client.
    m_details->setBusy(false);
    m_details->setReadOnly(session->cloud() ? QString() : tr("Sign in again to change something."));
    updateState();
}

void ExtensionsPage::followNetwork()
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    const QNetworkInformation *network = QNetworkInformation::instance();
    const auto follow = [this](QNetworkInformation::Reachability reachability) {
        m_watch->setOnline(reachability != QNetworkInformation::Reachability::Disconnected);
    };
    connect(network, &QNetworkInformation::reachabilityChanged, this, follow);
    follow(network->reachability());
}

void ExtensionsPage::updateFocus()
{
    const bool isSeen = isVisible() && isActiveWindow();
    m_watch->setFocused(isSeen);
    m_notices->setLookedAt(isSeen ? m_chosen : QString());
}

int ExtensionsPage::unseenCount() const
{
    return m_notices->unseenCount();
}

void ExtensionsPage::updateState()
{
    const bool hasOwner = m_watch->owner().isValid();
    const int count = m_watch->extensions()->size();
    const std::optional<Error> &error = m_watch->error();
    const bool canRefresh = m_services.session->cloud() && m_watch->isLoaded() && m_watch->isOnline();
    m_refresh->setEnabled(canRefresh && !m_watch->isRefreshing());
    m_refresh->setToolTip(toolTipText(canRefresh ? QString() : tr("There is no connection to a server.")));
    m_refresh->setVisible(hasOwner);
    m_age->setVisible(hasOwner);

    if (!hasOwner) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("user-identity")),
            tr("Sign in to see your extensions and how their reviews go."), tr("&Sign in"));
        m_stack->setCurrentWidget(m_empty);
    } else if (count > 0) {
        m_stack->setCurrentWidget(m_content);
    } else if (m_watch->isRefreshing() || !m_watch->isLoaded()) {
        m_stack->setCurrentWidget(m_loading);
    } else if (error) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("network-disconnect")),
            tr("Your extensions could not be loaded. %1").arg(error->sentence.left(500)), tr("&Try again"));
        m_stack->setCurrentWidget(m_empty);
    } else if (m_watch->refreshedAt().isValid()) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("package-x-generic")),
            tr("You have no extensions yet. The first one that you publish appears here."), tr("&Publish one"));
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("network-disconnect")),
            tr("Nothing is known of your extensions, and there is no connection to a server."));
        m_stack->setCurrentWidget(m_empty);
    }

    if (count > 0 && hasOwner && (error || !m_watch->isOnline())) {
        m_saysState = true;
        if (error)
            m_message->showMessage(Tone::Warning,
                tr("The list could not be refreshed and may be out of date. %1").arg(error->sentence), tr("&Try again"),
                error->detail);
        else
            m_message->showMessage(
                Tone::Info, tr("This computer is offline. The list goes on being refreshed when the network is back."));
    } else if (m_saysState && !m_watch->isRefreshing()) {
        m_saysState = false;
        m_message->hide();
    }
    updateAge();
    onMatchesChanged();
}

void ExtensionsPage::updateAge()
{
    const QDateTime at = m_watch->refreshedAt();
    if (m_watch->isRefreshing()) {
        m_age->setText(tr("Refreshing…"));
        return;
    }
    const qint64 seconds = at.isValid() ? std::max<qint64>(0, at.secsTo(m_services.now())) : 0;
    constexpr qint64 hour = 3600;
    constexpr qint64 day = 24 * hour;
    QString text;
    const ExtensionsModel *extensions = m_watch->extensions();
    // The empty word stands for those that were never asked for.
    const int missing = m_watch->isFilling() ? extensions->counts().value(QString()) : 0;
    if (missing > 0)
        text = tr("Loading versions: %1 of %2").arg(extensions->size() - missing).arg(extensions->size());
    else if (!at.isValid())
        text = tr("Never refreshed");
    else if (seconds < 60)
        text = tr("Refreshed just now");
    else if (seconds < hour)
        text = tr("Refreshed %n minute(s) ago", "", int(seconds / 60));
    else if (seconds < day)
        text = tr("Refreshed %n hour(s) ago", "", int(seconds / hour));
    else
        text = tr("Refreshed on %1").arg(QLocale().toString(at.toLocalTime(), QLocale::ShortFormat));
    m_age->setText(text);
    m_age->setToolTip(
        toolTipText(at.isValid() ? QLocale().toString(at.toLocalTime(), QLocale::LongFormat) : QString()));
}

void ExtensionsPage::onRoundFinished()
{
    // A screen reader is told of what the user asked for and of what changed, not of every round.
    if (!std::exchange(m_announce, false))
        return;
    if (m_watch->error()) {
        m_age->setAccessibleName(tr("The refresh failed. %1").arg(m_watch->error()->sentence));
        return;
    }
    QStringList counts;
    const QMap<QString, int> &known = m_watch->extensions()->counts();
    for (auto it = known.cbegin(); it != known.cend(); ++it)
        counts.append(ReviewStatus::countOf(it.key().left(40), it.value()));
    m_age->setAccessibleName(tr("Refreshed: %1").arg(counts.join(QStringLiteral(" · "))));
}

void ExtensionsPage::onModelReset()
{
    const int row = m_chosen.isEmpty() ? -1 : m_filter->rowOf(m_chosen);
    if (row >= 0) {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_table->selectRow(row);
    }
    onMatchesChanged();
}

void ExtensionsPage::onMatchesChanged()
{
    const int matches = m_filter->rowCount();
    m_tableStack->setCurrentIndex(matches == 0 && m_watch->extensions()->size() > 0 ? 1 : 0);
    m_visibleTimer.start();
    if (matches == 0) {
        m_chosen.clear();
        updateDetails();
        return;
    }
    if (!m_wanted.isEmpty() && m_filter->rowOf(m_wanted) >= 0)
        choose(std::exchange(m_wanted, QString()));
    else if (m_filter->rowOf(m_chosen) < 0) // gone, or hidden by what is looked for
        choose(m_filter->index(0, 0).data(ExtensionsModel::ExactRole).toString());
}

void ExtensionsPage::choose(const QString &name)
{
    const int row = m_filter->rowOf(name);
    if (row < 0)
        return;
    m_table->selectRow(row);
    m_table->scrollTo(m_filter->index(row, m_table->columnAt(0)));
    onCurrentChanged();
}

void ExtensionsPage::onCurrentChanged()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const QString name = current.siblingAtColumn(ExtensionsModel::Name).data(ExtensionsModel::ExactRole).toString();
    if (name == m_chosen)
        return;
    m_chosen = name;
    updateFocus();
    const ExtensionState *state = m_watch->extensions()->find(name);
    constexpr qint64 fresh = 30;
    if (state && (!state->snapshots || state->snapshotsAt.secsTo(QDateTime::currentDateTimeUtc()) > fresh))
        m_watch->load(name);
    updateDetails();
    updateTimeline();
}

void ExtensionsPage::updateDetails()
{
    const ExtensionState *state = m_watch->extensions()->find(m_chosen);
    m_details->setExtension(
        state ? std::optional(*state) : std::nullopt, m_watch->isLoading(m_chosen), m_watch->errorOf(m_chosen));
}

void ExtensionsPage::updateTimeline()
{
    m_store->timeline(m_watch->owner(), m_chosen, timelineLength, this,
        [this, name = m_chosen](const Result<QList<StatusChange>> &changes) {
            if (changes && name == m_chosen)
                m_details->setTimeline(*changes);
        });
}

void ExtensionsPage::updateVisible()
{
    if (isVisible())
        m_table->growColumns();
    QStringList names;
    const auto [first, last] = m_table->visibleRows();
    for (int row = first; row <= last; ++row)
        names.append(m_filter->index(row, ExtensionsModel::Name).data(ExtensionsModel::ExactRole).toString());
    m_watch->setVisible(names);
}

void ExtensionsPage::showExtension(const QString &name)
{
    m_wanted = name;
    if (m_watch->extensions()->find(name) && m_filter->rowOf(name) < 0)
        clearFilters();
    onMatchesChanged();
    m_watch->refresh();
    m_watch->load(name);
}

void ExtensionsPage::rememberIcon(const QString &name, const QByteArray &encoded)
{
    m_icons->remember(name, encoded);
}

void ExtensionsPage::clearFilters()
{
    m_search->clear();
    m_statuses->setStatus(std::nullopt);
    m_filter->setStatus(std::nullopt);
    m_search->setFocus();
}

void ExtensionsPage::saveCsv(const QString &file)
{
    // What is shown, in the order shown.
    QList<ExtensionState> states;
    for (int row = 0; row < m_filter->rowCount(); ++row)
        states.append(m_watch->extensions()->at(m_filter->mapToSource(m_filter->index(row, 0)).row()));
    runOffThread(
        this, [states, file] { return ExtensionsCsv::write(states, file); },
        [this, file](const Result<void> &saved) {
            if (saved)
                m_message->showMessage(
                    Tone::Good, tr("The table was saved as %1.").arg(QDir::toNativeSeparators(file)));
            else
                m_message->showMessage(Tone::Bad, saved.error().sentence);
        });
}

void ExtensionsPage::restoreLayout()
{
    QHeaderView *header = m_table->horizontalHeader();
    if (header->restoreState(m_services.settings->state(columnsKey))) {
        m_filter->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
        // Widths that nobody chose fit themselves to what is seen now.
        m_table->setFitting(m_services.settings->state(fittingKey) == chosenByNobody());
    }
    m_splitter->restoreState(m_services.settings->state(splitterKey));
}

void ExtensionsPage::saveLayout()
{
    // Before there was something to see the widths are nobody's wish.
    if (m_watch->extensions()->size() == 0)
        return;
    m_services.settings->setState(columnsKey, m_table->horizontalHeader()->saveState());
    m_services.settings->setState(fittingKey, m_table->isFitting() ? chosenByNobody() : QByteArray());
    m_services.settings->setState(splitterKey, m_splitter->saveState());
}

void ExtensionsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_ageTimer.start();
    updateAge();
    updateFocus();
    onMatchesChanged();
}

void ExtensionsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_ageTimer.stop();
    updateFocus();
    saveLayout();
}

bool ExtensionsPage::event(QEvent *event)
{
    if (event->type() == QEvent::WindowActivate || event->type() == QEvent::WindowDeactivate)
        updateFocus();
    return QWidget::event(event);
}

void ExtensionsPage::onCommandDone(const QString &name, const Result<QString> &result)
{
    m_details->setBusy(false);
    if (name != m_chosen)
        return;
    updateTimeline();
    updateDetails();
    if (result)
        m_details->showDone(*result);
    else
        m_details->showError(result.error());
    m_age->setAccessibleName(result ? *result : result.error().sentence);
}

} // namespace ksp
