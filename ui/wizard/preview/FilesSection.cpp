#include "wizard/preview/FilesSection.h"

#include "widgets/Look.h"

#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace ksp {

FilesSection::FilesSection(QWidget *parent)
    : QWidget(parent), m_model(new FilesModel(this)), m_line(new QLabel), m_view(new QTreeView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, between, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_line);
    layout->addWidget(m_view, 1);
    m_line->setWordWrap(true);
    m_view->setModel(m_model);
    m_view->setUniformRowHeights(true);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setAccessibleName(tr("Files and what becomes of them"));
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(FilesModel::Path, QHeaderView::Stretch);
    header->setSectionResizeMode(FilesModel::Fate, QHeaderView::Stretch);
    header->setSectionResizeMode(FilesModel::Size, QHeaderView::Fixed);
    header->resizeSection(
        FilesModel::Size, m_view->fontMetrics().horizontalAdvance(QStringLiteral("00,000,000")) + 2 * inside);
    m_view->setTabKeyNavigation(false);
    for (const int group : {int(Preview::Uploaded), int(Preview::Untouched), int(Preview::LeftOutOfPackage)})
        m_view->expand(m_model->index(group, 0));
}

void FilesSection::setPreview(const Preview &preview)
{
    const bool isUploading = preview.files[Preview::Uploaded].total > 0;
    m_line->setText(
        isUploading ? tr(
            "Instead of “…” stands your folder in the file store; the server names it when the images are uploaded.")
                    : tr("There is no package while the chart has errors."));
    m_line->setVisible(isUploading || !preview.loaded->package);
    layout()->setAlignment(m_line, preview.loaded->package ? Qt::Alignment() : Qt::AlignTop);
    m_view->setVisible(preview.loaded->package.has_value());
    const int scrolled = m_view->verticalScrollBar()->value();
    const bool unfolded[] = {m_view->isExpanded(m_model->index(0, 0)), m_view->isExpanded(m_model->index(1, 0)),
        m_view->isExpanded(m_model->index(2, 0)), m_view->isExpanded(m_model->index(3, 0))};
    m_model->setGroups(preview.files);
    for (int group = 0; group < Preview::fileGroups; ++group) {
        const QModelIndex top = m_model->index(group, 0);
        m_view->setExpanded(top, unfolded[group]);
        m_view->setRowHidden(group, {}, m_model->rowCount(top) == 0);
    }
    m_view->verticalScrollBar()->setValue(scrolled);
}

} // namespace ksp
