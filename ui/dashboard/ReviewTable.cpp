#include "dashboard/ReviewTable.h"

#include "core/SafeText.h"
#include "dashboard/ReviewDelegate.h"
#include "review/ExtensionsModel.h"
#include "widgets/Look.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace ksp {

ReviewTable::ReviewTable(QWidget *parent) : QTableView(parent)
{
    setItemDelegate(new ReviewDelegate(this));
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideMiddle);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    // One height for all: the header then asks no row for its size.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + between);
    QHeaderView *header = horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setResizeContentsPrecision(0);
    // As narrow as their titles, until there is something to see.
    header->setDefaultSectionSize(header->minimumSectionSize());
    connect(header, &QHeaderView::sectionResized, this, [this](int, int before, int now) {
        // Hiding a column and showing it again is not sizing it.
        if (!m_isSizing && before > 0 && now > 0)
            m_fitting = false;
    });
}

void ReviewTable::fitColumns()
{
    setWidths(false);
}

void ReviewTable::growColumns()
{
    if (m_fitting)
        setWidths(true);
}

void ReviewTable::setWidths(bool growOnly)
{
    if (!model())
        return;
    const int widest = fontMetrics().averageCharWidth() * 34;
    m_isSizing = true;
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (isColumnHidden(column) || column == m_flexible)
            continue;
        const int header = horizontalHeader()->sectionSizeHint(column);
        const int wanted = std::min(std::max(header, sizeHintForColumn(column) + inside), widest);
        if (!growOnly || wanted > columnWidth(column))
            setColumnWidth(column, wanted);
    }
    m_isSizing = false;
    fillWidth();
}

void ReviewTable::fillWidth()
{
    if (!model() || m_flexible < 0)
        return;
    // Narrower than that nobody recognizes a name.
    const int narrowest = fontMetrics().averageCharWidth() * 12;
    int others = 0;
    for (int column = 0; column < model()->columnCount(); ++column)
        others += column == m_flexible ? 0 : columnWidth(column);
    m_isSizing = true;
    setColumnWidth(m_flexible, std::max(narrowest, viewport()->width() - others));
    m_isSizing = false;
}

std::pair<int, int> ReviewTable::visibleRows() const
{
    const int rows = model() ? model()->rowCount() : 0;
    if (rows == 0)
        return {0, -1};
    const int first = rowAt(0);
    const int last = rowAt(viewport()->height() - 1);
    return {std::max(0, first), last < 0 ? rows - 1 : last};
}

void ReviewTable::copyRows()
{
    if (!selectionModel())
        return;
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int visual = 0; visual < model()->columnCount(); ++visual) {
            const int column = horizontalHeader()->logicalIndex(visual);
            if (!isColumnHidden(column))
                cells.append(cellText(row.siblingAtColumn(column).data(ExtensionsModel::ExactRole).toString()));
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void ReviewTable::copyCell()
{
    if (currentIndex().isValid())
        QApplication::clipboard()->setText(cellText(currentIndex().data(ExtensionsModel::ExactRole).toString()));
}

void ReviewTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyRows();
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void ReviewTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = currentIndex();
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QIcon::fromTheme(QStringLiteral("edit-copy")), tr("&Copy row"), QKeySequence::Copy, this,
        &ReviewTable::copyRows);
    menu->addAction(tr("Copy c&ell"), this, &ReviewTable::copyCell);
    if (isSortingEnabled()) {
        menu->addSeparator();
        const auto sortBy = [this, column = index.column()](
                                Qt::SortOrder order) { return [this, column, order] { sortByColumn(column, order); }; };
        menu->addAction(tr("Sort by this column, &ascending"), this, sortBy(Qt::AscendingOrder));
        menu->addAction(tr("Sort by this column, &descending"), this, sortBy(Qt::DescendingOrder));
    }
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void ReviewTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    emit scrolled();
}

void ReviewTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (m_fitting && !m_isSizing)
        fillWidth();
    emit scrolled();
}

} // namespace ksp
