#include "wizard/chart/FindingsView.h"

#include "core/SafeText.h"
#include "publish/FindingsModel.h"
#include "widgets/Look.h"
#include "widgets/StatusPill.h"
#include "wizard/chart/FindingDelegate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>

#include <algorithm>

namespace ksp {

FindingsView::FindingsView(QWidget *parent)
    : QWidget(parent), m_model(new FindingsModel(this)), m_pills(new QHBoxLayout), m_list(new QListView),
      m_open(new QPushButton(tr("Open at the l&ine"))), m_copy(new QPushButton(tr("Cop&y all")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    auto *top = new QHBoxLayout;
    top->setSpacing(inside);
    auto *heading = new QLabel(tr("Chec&ks"));
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    heading->setBuddy(m_list);
    top->addWidget(heading);
    top->addLayout(m_pills);
    top->addStretch();
    top->addWidget(m_open);
    top->addWidget(m_copy);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    m_pills->setSpacing(inside);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new FindingDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    // Thousands of rows of different heights are not measured in one go.
    m_list->setLayoutMode(QListView::Batched);
    m_list->setAccessibleName(tr("Checks"));
    m_list->setMinimumHeight(120);
    auto *copyAction = new QAction(this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(copyAction);

    for (QPushButton *button : {m_open, m_copy})
        button->setAutoDefault(false);
    connect(copyAction, &QAction::triggered, this, [this] { copy(selectedRows()); });
    connect(m_copy, &QPushButton::clicked, this, [this] { copy({}); });
    connect(m_open, &QPushButton::clicked, this, &FindingsView::open);
    connect(m_list, &QListView::activated, this, &FindingsView::open);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FindingsView::updateActions);
    setFindings({});
}

void FindingsView::setFindings(const QList<Finding> &findings)
{
    const int row = m_list->currentIndex().row();
    const QList<Finding> before = m_model->findings();
    m_model->setFindings(findings);
    // What was chosen stays chosen when it is still wrong after the chart was read again.
    const qsizetype again = row < 0 ? -1 : m_model->findings().indexOf(before.at(row));
    if (!m_model->findings().isEmpty())
        m_list->setCurrentIndex(m_model->index(int(qMax<qsizetype>(again, 0))));

    while (const QLayoutItem *item = m_pills->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (const int errors = m_model->count(Severity::Error); errors > 0)
        m_pills->addWidget(new StatusPill(Tone::Bad, tr("%n error(s)", nullptr, errors)));
    if (const int warnings = m_model->count(Severity::Warning); warnings > 0)
        m_pills->addWidget(new StatusPill(Tone::Warning, tr("%n warning(s)", nullptr, warnings)));
    if (const int advice = m_model->count(Severity::Advice); advice > 0)
        m_pills->addWidget(new StatusPill(Tone::Info, tr("%n piece(s) of advice", nullptr, advice)));
    const bool isEmpty = m_model->findings().isEmpty();
    if (isEmpty)
        m_pills->addWidget(new StatusPill(Tone::Good, tr("Nothing to mend")));
    for (QWidget *widget :
        {static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_open), static_cast<QWidget *>(m_copy)})
        widget->setVisible(!isEmpty);
    setSizePolicy(QSizePolicy::Preferred, isEmpty ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    updateActions();
}

void FindingsView::setWhyNotOpen(const QString &sentence)
{
    m_whyNotOpen = sentence;
    updateActions();
}

QString FindingsView::summary() const
{
    QStringList words;
    for (int i = 0; i < m_pills->count(); ++i)
        words.append(static_cast<StatusPill *>(m_pills->itemAt(i)->widget())->text());
    return words.join(tr(", ", "between two counts"));
}

QList<int> FindingsView::selectedRows() const
{
    QList<int> rows;
    const QModelIndexList selected = m_list->selectionModel()->selectedIndexes();
    for (const QModelIndex &index : selected)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void FindingsView::updateActions()
{
    const QList<int> rows = selectedRows();
    QString why = m_whyNotOpen;
    if (why.isEmpty() && rows.size() != 1)
        why = tr("Choose one line of the list.");
    else if (why.isEmpty() && m_model->findings().at(rows.first()).place.file.isEmpty())
        why = tr("This concerns the chart as a whole.");
    m_open->setEnabled(why.isEmpty());
    m_open->setToolTip(toolTipText(why));
    m_open->setAccessibleDescription(why);
}

void FindingsView::open()
{
    if (m_open->isEnabled())
        emit openRequested(m_model->findings().at(selectedRows().constFirst()).place);
}

void FindingsView::copy(const QList<int> &rows)
{
    QGuiApplication::clipboard()->setText(m_model->text(rows));
    emit announced(tr("Copied."));
}

} // namespace ksp
