#pragma once

#include "cloud/CloudTypes.h"

#include <QAbstractTableModel>

#include <optional>

namespace ksp {

/// The snapshots of one extension, the newest first, from values. A snapshot that changed is one dataChanged() of its
/// row as long as the others are the same ones; otherwise the model is reset.
class SnapshotsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Version, Status, Updated, Id, ColumnCount };
    // The same numbers as in ExtensionsModel.
    enum Role { ToneRole = Qt::UserRole, NotLoadedRole, SortRole, ExactRole };

    explicit SnapshotsModel(QObject *parent = nullptr);

    /// Nothing where they were never loaded.
    void setSnapshots(const std::optional<QList<Snapshot>> &snapshots);
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    [[nodiscard]] const Snapshot &at(int row) const { return m_snapshots.at(row); }

    /// A time as tables show it: local, in the locale's short form; empty where it is not known.
    [[nodiscard]] static QString localTime(const QDateTime &time);
    /// Its day alone.
    [[nodiscard]] static QString localDay(const QDateTime &time);
    /// The same to the second, with the offset from UTC: 2026-11-24T10:00:00+08:00.
    [[nodiscard]] static QString exactTime(const QDateTime &time);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const Snapshot &snapshot, int column) const;

    QList<Snapshot> m_snapshots;
    bool m_isLoaded = false;
};

} // namespace ksp
