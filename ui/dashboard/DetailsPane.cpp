#include "dashboard/DetailsPane.h"

#include "core/SafeText.h"
#include "dashboard/BetaSection.h"
#include "dashboard/HistorySection.h"
#include "dashboard/ReviewDelegate.h"
#include "dashboard/ReviewTable.h"
#include "review/SnapshotsModel.h"
#include "review/TimelineModel.h"
#include "widgets/BusyLabel.h"
#include "widgets/ElidedLabel.h"
#include "widgets/EmptyState.h"
#include "widgets/FlowLayout.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusPill.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

DetailsPane::DetailsPane(Journal *journal, const QString &profile, QWidget *parent)
    : QWidget(parent), m_stack(new QStackedWidget), m_name(new ElidedLabel), m_status(new StatusPill),
      m_meaning(new QLabel), m_id(new ElidedLabel), m_copyId(new QPushButton(tr("Copy &ID"))),
      m_message(new MessageBar), m_snapshots(new SnapshotsModel(this)), m_table(new ReviewTable),
      m_tableStack(new QStackedWidget), m_loading(new BusyLabel(tr("Loading the versions…"))), m_empty(new EmptyState),
      m_snapshot(new QLabel), m_copySnapshotId(new QToolButton), m_tabs(new QTabWidget),
      m_noChanges(new QLabel(tr("No change was seen yet. From now on each one is kept here."))),
      m_timeline(new TimelineModel(this)), m_timelineTable(new ReviewTable), m_history(new HistorySection(journal)),
      m_beta(new BetaSection(journal, profile)), m_publish(new QPushButton(tr("Publish &new version…"))),
      m_withdraw(new QPushButton(tr("&Withdraw…"))), m_replace(new QPushButton(tr("Withdraw and re&place…"))),
      m_submit(new QPushButton(tr("&Submit for review…"))), m_marketplace(new QPushButton(tr("&Marketplace")))
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(between, 0, 0, 0);
    whole->addWidget(m_stack);
    auto *nothing = new EmptyState;
    nothing->setContent(
        QIcon::fromTheme(QStringLiteral("edit-select")), tr("Select an extension to see its versions."));
    auto *page = new QWidget;
    m_stack->addWidget(nothing);
    m_stack->addWidget(page);

    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    m_name->setFont(strong);
    m_meaning->setWordWrap(true);
    m_meaning->setTextFormat(Qt::PlainText);
    m_name->setTextFormat(Qt::PlainText);
    m_id->setTextFormat(Qt::PlainText);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_snapshot->setTextFormat(Qt::PlainText);
    m_snapshot->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copySnapshotId->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    m_copySnapshotId->setAutoRaise(true);
    m_copySnapshotId->setFocusPolicy(Qt::StrongFocus);
    m_copySnapshotId->setToolTip(toolTipText(tr("Copy the snapshot's ID")));
    m_copySnapshotId->setAccessibleName(m_copySnapshotId->toolTip());
    auto *versionsTitle = new QLabel(tr("&Versions"));
    versionsTitle->setFont(strong);
    versionsTitle->setBuddy(m_table);
    for (QPushButton *button : {m_copyId, m_publish, m_withdraw, m_replace, m_submit, m_marketplace})
        button->setAutoDefault(false);
    m_copyId->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    m_publish->setIcon(QIcon::fromTheme(QStringLiteral("document-send")));
    m_marketplace->setToolTip(toolTipText(tr("Open the marketplace in the browser")));
    // In a narrow pane a sentence takes more lines than its size hint says.
    m_message->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    m_table->setModel(m_snapshots);
    // Eighteen digits take the room of all the others: they stand below the table.
    m_table->setColumnHidden(SnapshotsModel::Id, true);
    m_table->setFlexibleColumn(SnapshotsModel::Updated);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("Versions of the extension"));
    m_timelineTable->setModel(m_timeline);
    m_timelineTable->setAccessibleName(tr("Changes that this program has seen"));
    m_timelineTable->horizontalHeader()->hide();
    m_timelineTable->setSelectionMode(QAbstractItemView::ExtendedSelection);
    // Few rows, whose sentences are to be read.
    m_timelineTable->setWordWrap(true);
    m_timelineTable->setTextElideMode(Qt::ElideNone);
    m_timelineTable->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_timelineTable->horizontalHeader()->setStretchLastSection(true);
    m_tabs->setDocumentMode(true);
    auto *changes = new QWidget;
    auto *changesLayout = new QVBoxLayout(changes);
    changesLayout->setContentsMargins(0, inside, 0, 0);
    changesLayout->addWidget(m_noChanges, 1);
    changesLayout->addWidget(m_timelineTable, 1);
    m_noChanges->setWordWrap(true);
    m_noChanges->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_noChanges->setMargin(inside);
    m_tabs->addTab(changes, tr("C&hanges"));
    m_tabs->setTabToolTip(0, tr("Changes that this program has seen"));
    m_tabs->addTab(m_history, tr("Pu&blished"));
    m_tabs->setTabToolTip(1, tr("What was published from this computer"));
    auto *beta = new QScrollArea;
    beta->setWidget(m_beta);
    beta->setWidgetResizable(true);
    beta->setFrameShape(QFrame::NoFrame);
    m_tabs->addTab(beta, tr("Beta"));
    m_tabs->setTabToolTip(2, tr("Whether the chosen version is in the beta repository"));
    m_tableStack->addWidget(m_table);
    m_tableStack->addWidget(m_loading);
    m_tableStack->addWidget(m_empty);

    auto *heading = new QHBoxLayout;
    heading->setSpacing(inside);
    heading->addWidget(m_name, 1);
    heading->addWidget(m_status);
    auto *id = new QHBoxLayout;
    id->setSpacing(inside);
    id->addWidget(m_id, 1);
    id->addWidget(m_copyId);
    auto *snapshot = new QHBoxLayout;
    snapshot->setSpacing(inside);
    snapshot->addWidget(m_snapshot, 1);
    snapshot->addWidget(m_copySnapshotId);
    auto *snapshotActions = new FlowLayout;
    auto *actions = new FlowLayout;
    for (FlowLayout *row : {snapshotActions, actions})
        row->setSpacing(inside);
    for (QPushButton *button : {m_withdraw, m_replace, m_submit})
        snapshotActions->addWidget(button);
    for (QPushButton *button : {m_publish, m_marketplace})
        actions->addWidget(button);

    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addLayout(heading);
    layout->addWidget(m_meaning);
    layout->addLayout(id);
    layout->addWidget(m_message);
    layout->addSpacing(inside);
    layout->addWidget(versionsTitle);
    layout->addWidget(m_tableStack, 3);
    layout->addLayout(snapshot);
    layout->addLayout(snapshotActions);
    layout->addWidget(m_tabs, 3);
    layout->addLayout(actions);

    connect(m_copyId, &QPushButton::clicked, this, &DetailsPane::copyId);
    connect(m_publish, &QPushButton::clicked, this, [this] { emit publishRequested(name()); });
    connect(m_withdraw, &QPushButton::clicked, this, [this] { ask(Question::Withdraw); });
    // The wizard sees what is under review and says what it withdraws, before it does.
    connect(m_replace, &QPushButton::clicked, this, [this] { emit publishRequested(name()); });
    connect(m_copySnapshotId, &QToolButton::clicked, this, [this] {
        if (const std::optional<Snapshot> chosen = chosenSnapshot())
            QApplication::clipboard()->setText(cellText(chosen->id));
    });
    connect(m_beta, &BetaSection::repositoryEntered, this, &DetailsPane::betaRepositoryEntered);
    connect(m_history, &HistorySection::openChartRequested, this, &DetailsPane::openChartRequested);
    connect(m_history, &HistorySection::saved, this, &DetailsPane::showDone);
    connect(m_history, &HistorySection::failed, this, &DetailsPane::showError);
    connect(m_submit, &QPushButton::clicked, this, [this] { ask(Question::Submit); });
    connect(m_marketplace, &QPushButton::clicked, this, &DetailsPane::marketplaceRequested);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] { emit reloadRequested(name()); });
    connect(m_message, &MessageBar::actionTriggered, this, &DetailsPane::onMessageAction);
    connect(m_message, &MessageBar::closed, this, [this] {
        if (m_question != Question::None)
            m_table->setFocus();
        m_question = Question::None;
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DetailsPane::updateActions);
    connect(m_snapshots, &QAbstractItemModel::dataChanged, this, &DetailsPane::updateActions);
    updateColors();
    updateActions();
}

DetailsPane::~DetailsPane() = default;

QString DetailsPane::name() const
{
    return m_state ? m_state->extension.name : QString();
}

void DetailsPane::setExtension(
    const std::optional<ExtensionState> &state, bool loading, const std::optional<Error> &error)
{
    const bool isAnother = !state || state->extension.name != name();
    m_state = state;
    if (isAnother) {
        m_message->hide();
        m_question = Question::None;
        setTimeline({});
    }
    m_stack->setCurrentIndex(state ? 1 : 0);
    if (!state)
        return;
    const ReviewStatus status = shownStatus();
    m_name->setText(safeText(name()));
    m_status->setStatus(toneOf(status.tone), safeText(status.label, 30));
    updateMeaning();
    m_history->setExtension(m_owner, name());
    m_id->setText(tr("ID %1").arg(safeText(state->extension.id, 80)));
    const std::optional<Snapshot> chosen = isAnother ? std::nullopt : chosenSnapshot();
    m_snapshots->setSnapshots(state->snapshots);
    const int rows = m_snapshots->rowCount();
    // Few versions leave their room to what stands below.
    constexpr int roomToSayNone = 3;
    m_tableStack->setMaximumHeight(m_table->horizontalHeader()->sizeHint().height()
        + (rows > 0 ? rows : roomToSayNone) * m_table->verticalHeader()->defaultSectionSize());
    if (rows > 0 && !m_table->selectionModel()->hasSelection()) {
        int row = 0;
        for (int i = 0; chosen && i < rows; ++i) {
            if (m_snapshots->at(i).id == chosen->id)
                row = i;
        }
        m_table->selectRow(row);
    }
    if (rows > 0) {
        m_table->growColumns();
        m_tableStack->setCurrentWidget(m_table);
    } else if (loading) {
        m_tableStack->setCurrentWidget(m_loading);
    } else {
        if (error)
            m_empty->setContent({}, error->sentence.left(500), tr("&Try again"));
        else if (state->snapshots)
            m_empty->setContent({}, tr("This extension has no versions yet."));
        else
            m_empty->setContent({}, tr("The versions were not loaded."), tr("&Load"));
        m_tableStack->setCurrentWidget(m_empty);
    }
    updateActions();
}

void DetailsPane::setTimeline(const QList<StatusChange> &changes)
{
    const bool wasEmpty = m_timeline->rowCount() == 0;
    m_timeline->setChanges(changes);
    m_noChanges->setVisible(changes.isEmpty());
    m_timelineTable->setVisible(!changes.isEmpty());
    updateMeaning();
    if (wasEmpty && !changes.isEmpty())
        m_timelineTable->resizeColumnToContents(TimelineModel::Time);
}

ReviewStatus DetailsPane::shownStatus() const
{
    const QString leading = m_state->leadingStatus();
    return ReviewStatus::of(leading.isEmpty() ? m_state->extension.status : leading);
}

void DetailsPane::updateMeaning()
{
    if (!m_state)
        return;
    const ReviewStatus status = shownStatus();
    const Snapshot *newest = m_state->newest();
    // The server says the same of a draft that never was under review.
    if (newest && status.word == StatusWord::draft && m_timeline->wasSentBack(*newest))
        m_meaning->setText(tr("The reviewers sent it back. It can be changed and submitted again."));
    else
        m_meaning->setText(meaningOf(status));
}

QString DetailsPane::meaningOf(const ReviewStatus &status)
{
    if (status.meaning.isEmpty())
        return tr("The server's word; this program does not know what it means.");
    if (status.word != StatusWord::active)
        return status.meaning;
    // Read in the public sources: the community edition's default repository is another one.
    return tr("%1 Others, such as a community edition as it is installed, ask another repository.").arg(status.meaning);
}

void DetailsPane::setBetaRepository(const QUrl &url)
{
    m_beta->setRepository(url);
}

void DetailsPane::setReadOnly(const QString &why)
{
    m_readOnly = why;
    updateActions();
}

void DetailsPane::setBusy(bool busy)
{
    m_busy = busy;
    updateActions();
}

void DetailsPane::showError(const Error &error)
{
    m_question = Question::None;
    m_message->showMessage(Tone::Bad, error.sentence, {}, error.detail);
}

void DetailsPane::showDone(const QString &sentence)
{
    m_question = Question::None;
    m_message->showMessage(Tone::Good, sentence);
}

std::optional<Snapshot> DetailsPane::chosenSnapshot() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_snapshots->at(rows.constFirst().row()));
}

void DetailsPane::updateActions()
{
    const std::optional<Snapshot> chosen = chosenSnapshot();
    m_beta->setVersion(m_owner, name(), chosen ? chosen->version : QString());
    m_withdraw->setVisible(chosen && chosen->status == StatusWord::submitted);
    m_replace->setVisible(chosen && chosen->status == StatusWord::submitted);
    m_snapshot->setText(chosen
            ? tr("Snapshot %1\nChanged %2").arg(safeText(chosen->id, 80), SnapshotsModel::localTime(chosen->updatedAt))
            : QString());
    m_snapshot->setToolTip(toolTipText(chosen ? SnapshotsModel::exactTime(chosen->updatedAt) : QString()));
    m_copySnapshotId->setVisible(chosen.has_value());
    m_submit->setVisible(chosen && chosen->status == StatusWord::draft);
    for (QPushButton *button : {m_withdraw, m_replace, m_submit}) {
        button->setEnabled(m_readOnly.isEmpty() && !m_busy);
        button->setToolTip(toolTipText(m_busy ? tr("Please wait until the last command is done.") : m_readOnly));
    }
    if (m_question != Question::None && (!chosen || *chosen != m_asked)) {
        m_question = Question::None;
        m_message->hide();
    }
}

void DetailsPane::ask(Question question)
{
    const std::optional<Snapshot> chosen = chosenSnapshot();
    if (!chosen)
        return;
    m_question = question;
    m_asked = *chosen;
    if (question == Question::Withdraw) {
        m_message->showMessage(Tone::Warning,
            tr("Withdraw %1 from review? It becomes a draft again.").arg(chosen->version), tr("&Yes, withdraw"));
    } else {
        m_message->showMessage(
            Tone::Info, tr("Submit %1 for review, as it was uploaded?").arg(chosen->version), tr("&Yes, submit"));
    }
    // The answer is the next thing that a keyboard reaches.
    m_message->setFocusPolicy(Qt::NoFocus);
    for (QPushButton *button : m_message->findChildren<QPushButton *>())
        button->setFocus();
}

void DetailsPane::onMessageAction()
{
    const Question question = std::exchange(m_question, Question::None);
    m_message->hide();
    if (question == Question::Withdraw)
        emit withdrawRequested(name(), m_asked);
    else if (question == Question::Submit)
        emit submitRequested(name(), m_asked);
}

void DetailsPane::copyId()
{
    if (m_state)
        QApplication::clipboard()->setText(cellText(m_state->extension.id));
}

void DetailsPane::updateColors()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_meaning->setPalette(quiet);
    m_snapshot->setPalette(quiet);
    m_noChanges->setPalette(quiet);
    m_id->setPalette(quiet);
}

void DetailsPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

} // namespace ksp
