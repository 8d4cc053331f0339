#pragma once

#include "review/ReviewStatus.h"
#include "review/ReviewTypes.h"

#include <QAbstractTableModel>
#include <QByteArray>
#include <QHash>
#include <QMap>
#include <QSet>
#include <QStringList>

#include <vector>

namespace ksp {

/// The extensions of one user, in the order of their names: one row each, from values. New values are compared with the
/// old ones: what is equal emits nothing, a changed extension is one dataChanged() of its row, others come and go by
/// rows.
class ExtensionsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Id, Status, LatestVersion, NewestVersion, NewestStatus, Next, LastChange, ColumnCount };
    enum Role {
        ToneRole = Qt::UserRole, ///< An int of StatusTone, in the columns that show a status word.
        NotLoadedRole, ///< true where the cell stands for something that was never asked for.
        SortRole, ///< What the column is ordered by: QString, QByteArray or a number.
        ExactRole, ///< What copying a cell gives: words as the server has them, times with their offset.
        UnseenRole, ///< true in the column Name where something changed that the user has not looked at.
    };

    explicit ExtensionsModel(QObject *parent = nullptr);

    /// Another user's extensions, in any order: a reset.
    void reset(QList<ExtensionState> states);
    /// What a search gave. What is known of snapshots stays. Gives the names of those that are new or changed. Of two
    /// extensions of one name the first counts.
    QStringList setExtensions(QList<Extension> extensions);
    /// What the server knows of one extension's versions, in its order. Gives what changed since the last time, the
    /// first time nothing. Nothing happens where there is no such extension.
    QList<StatusChange> setSnapshots(const QString &name, const QList<Snapshot> &snapshots, const QDateTime &askedAt);

    /// The extensions with changes that the user has not looked at. setSnapshots() adds those whose change is news.
    void setUnseen(const QSet<QString> &names);
    [[nodiscard]] const QSet<QString> &unseen() const { return m_unseen; }

    [[nodiscard]] int size() const { return int(m_rows.size()); }
    [[nodiscard]] const ExtensionState &at(int row) const { return m_rows.at(size_t(row)).state; }
    /// -1 where there is none.
    [[nodiscard]] int rowOf(const QString &name) const;
    [[nodiscard]] const ExtensionState *find(const QString &name) const;
    /// How many extensions there are of each leading status; the empty word stands for "not loaded".
    [[nodiscard]] const QMap<QString, int> &counts() const { return m_counts; }

    /// The order of two rows by a column, for sorting: negative, 0, positive. No allocation.
    [[nodiscard]] int compare(int rowA, int rowB, int column) const;
    [[nodiscard]] const QString &leadingStatusAt(int row) const { return m_rows.at(size_t(row)).leading; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void countsChanged();

private:
    /// A state with what is derived from it, made once.
    struct Row
    {
        ExtensionState state;
        QString leading;
        QByteArray latestKey;
        QByteArray newestKey;
        qint64 changedMs = 0;
        NextActor next = NextActor::Unknown;
    };

    [[nodiscard]] static Row makeRow(ExtensionState state);
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;
    [[nodiscard]] static QString statusWord(const Row &row, int column);
    void removeMissing(const QList<Extension> &sorted);
    void insertNew(const QList<Extension> &sorted, QStringList *changed);
    void updateCounts();

    std::vector<Row> m_rows; ///< By name.
    QMap<QString, int> m_counts;
    QSet<QString> m_unseen;
};

} // namespace ksp
