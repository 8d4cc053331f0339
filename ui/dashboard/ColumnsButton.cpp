#include "dashboard/ColumnsButton.h"

#include "core/SafeText.h"
#include "dashboard/ReviewTable.h"
#include "widgets/Look.h"

#include <QFileDialog>
#include <QMenu>

namespace ksp {

ColumnsButton::ColumnsButton(ReviewTable *table, int fixed, QWidget *parent)
    : QToolButton(parent), m_table(table), m_fixed(fixed)
{
    setText(tr("&Columns"));
    setToolTip(toolTipText(tr("Choose the columns of the table")));
    setPopupMode(InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &ColumnsButton::fillMenu);
}

QSize ColumnsButton::sizeHint() const
{
    // The menu's arrow stands in the corner, where the text would touch it.
    return QToolButton::sizeHint() + QSize(between, 0);
}

void ColumnsButton::fillMenu()
{
    menu()->clear();
    const QAbstractItemModel *model = m_table->model();
    for (int column = 0; column < model->columnCount(); ++column) {
        QAction *action = menu()->addAction(model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        action->setEnabled(column != m_fixed);
        connect(action, &QAction::toggled, m_table, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            if (shown && m_table->columnWidth(column) < between)
                m_table->resizeColumnToContents(column);
        });
    }
    menu()->addSeparator();
    menu()->addAction(tr("&Fit widths to content"), m_table, &ReviewTable::fitColumns);
    menu()->addAction(tr("&Save as CSV…"), this, &ColumnsButton::chooseFile);
}

void ColumnsButton::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the table as CSV"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV files (*.csv)"));
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("extensions.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &ColumnsButton::saveRequested);
    dialog->open();
}

} // namespace ksp
