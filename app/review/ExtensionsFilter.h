#pragma once

#include <QAbstractProxyModel>

#include <optional>
#include <vector>

namespace ksp {

class ExtensionsModel;

/// An ExtensionsModel sorted by one column and filtered by a text and a status. In place of QSortFilterProxyModel,
/// which takes more than a frame for some thousand rows: it compares through variants and keeps hashes.
///
/// Sorting is a layoutChanged(), another filter a reset (views have to choose their row anew). A source row that
/// changed is one dataChanged() here too; where it now belongs elsewhere, a move as well.
class ExtensionsFilter : public QAbstractProxyModel
{
    Q_OBJECT
public:
    explicit ExtensionsFilter(ExtensionsModel *model, QObject *parent = nullptr);

    /// Shows extensions whose name, ID, latest or newest version contains the text, in any case. Empty: all.
    void setText(const QString &text);
    /// Shows extensions of that leading status; the empty word stands for "not loaded", nothing for all.
    void setStatus(const std::optional<QString> &word);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] const std::optional<QString> &status() const { return m_status; }
    /// -1 where it is not shown.
    [[nodiscard]] int rowOf(const QString &name) const;
    [[nodiscard]] int sortColumn() const { return m_column; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_order; }

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] QModelIndex sibling(int row, int column, const QModelIndex &of) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &proxy) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &source) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] bool accepts(int sourceRow) const;
    [[nodiscard]] bool isBefore(int sourceA, int sourceB) const;
    /// Where a row belongs among those that are shown, itself left out.
    [[nodiscard]] int placeFor(int sourceRow) const;
    void collect();
    void refilter();
    /// Brings m_places up to date.
    void updatePlaces();
    void shift(int fromSourceRow, int by);
    void show(int sourceRow);
    void hide(int row);
    void onRowChanged(int sourceRow);
    void onInserted(int first, int last);
    void onAboutToBeRemoved(int first, int last);

    ExtensionsModel *m_model;
    QString m_text;
    std::optional<QString> m_status;
    int m_column = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_shown; ///< Source rows in the order shown.
    std::vector<int> m_places; ///< For each source row where it is shown, or -1.
};

} // namespace ksp
