#pragma once

#include "wizard/preview/Preview.h"

#include <QAbstractItemModel>

namespace ksp {

/// The files of a chart by what becomes of them: one top row for each Preview::FileGroup, its files beneath it.
class FilesModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Path, Fate, Size };
    using Groups = std::array<PreviewFiles, Preview::fileGroups>;

    using QAbstractItemModel::QAbstractItemModel;

    /// Groups that are equal keep their rows.
    void setGroups(const Groups &groups);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant groupData(int group, int column, int role) const;

    Groups m_groups;
};

} // namespace ksp
