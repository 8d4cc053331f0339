#include "wizard/preview/FilesModel.h"

#include "core/SafeText.h"

#include <QFont>
#include <QLocale>

namespace ksp {

namespace {

/// The internal ID of top rows; files have their group's number.
constexpr quintptr topRow = Preview::fileGroups;

} // namespace

void FilesModel::setGroups(const Groups &groups)
{
    for (size_t group = 0; group < groups.size(); ++group) {
        PreviewFiles &shown = m_groups[group];
        if (shown == groups[group])
            continue;
        const QModelIndex top = index(int(group), 0);
        if (!shown.files.isEmpty()) {
            beginRemoveRows(top, 0, int(shown.files.size()) - 1);
            shown = {};
            endRemoveRows();
        }
        if (!groups[group].files.isEmpty()) {
            beginInsertRows(top, 0, int(groups[group].files.size()) - 1);
            shown = groups[group];
            endInsertRows();
        }
        emit dataChanged(top, top.siblingAtColumn(Size));
    }
}

QModelIndex FilesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : topRow);
}

QModelIndex FilesModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == topRow)
        return {};
    return createIndex(int(index.internalId()), 0, topRow);
}

int FilesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return Preview::fileGroups;
    if (parent.internalId() != topRow || parent.column() > 0)
        return 0;
    return int(m_groups.at(size_t(parent.row())).files.size());
}

int FilesModel::columnCount(const QModelIndex & /*parent*/) const
{
    return Size + 1;
}

QVariant FilesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == Size)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (index.internalId() == topRow)
        return groupData(index.row(), index.column(), role);
    const PreviewFile &file = m_groups.at(index.internalId()).files.at(index.row());
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Path:
        return role == Qt::ToolTipRole ? toolTipText(file.path) : file.path;
    case Fate:
        return role == Qt::ToolTipRole ? toolTipText(file.fate) : file.fate;
    default:
        return file.size < 0 ? QString() : QLocale().toString(file.size);
    }
}

QVariant FilesModel::groupData(int group, int column, int role) const
{
    if (role == Qt::FontRole && column == Path) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole || column != Path)
        return {};
    const int count = m_groups.at(size_t(group)).total;
    switch (group) {
    case Preview::Uploaded:
        return tr("Uploaded (%1)").arg(count);
    case Preview::Untouched:
        return tr("Stay as they are (%1)").arg(count);
    case Preview::LeftOutOfPackage:
        return tr("Left out of the package (%1)").arg(count);
    default:
        return tr("In the package (%1)").arg(count);
    }
}

QVariant FilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Path:
        return tr("File");
    case Fate:
        return tr("Where it goes, or why not");
    default:
        return tr("Bytes");
    }
}

} // namespace ksp
