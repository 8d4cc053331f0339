#pragma once

#include "review/ReviewTypes.h"

#include <QAbstractTableModel>

namespace ksp {

/// Changes of statuses as they were seen, the newest first, from values.
class TimelineModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, What, ColumnCount };
    // The same number as in ExtensionsModel.
    enum Role { ExactRole = Qt::UserRole + 3 };

    explicit TimelineModel(QObject *parent = nullptr);

    void setChanges(QList<StatusChange> changes);

    /// "1.2.0 was approved (submitted → active)": without the extension's name.
    [[nodiscard]] static QString describe(const StatusChange &change);
    /// Whether the reviewers sent this snapshot back, and its status is still the one that they gave it.
    [[nodiscard]] bool wasSentBack(const Snapshot &snapshot) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<StatusChange> m_changes;
};

} // namespace ksp
