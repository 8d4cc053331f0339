#include "review/ExtensionsFilter.h"

#include "review/ExtensionsModel.h"

#include <algorithm>

namespace ksp {

namespace {

/// More rows than that at a time are cheaper as a reset.
constexpr int mostSingleRows = 64;

} // namespace

ExtensionsFilter::ExtensionsFilter(ExtensionsModel *model, QObject *parent)
    : QAbstractProxyModel(parent), m_model(model)
{
    setSourceModel(model);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        collect();
        endResetModel();
    });
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
        for (int row = from.row(); row <= to.row(); ++row)
            onRowChanged(row);
    });
    connect(model, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { onInserted(first, last); });
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
        [this](const QModelIndex &, int first, int last) { onAboutToBeRemoved(first, last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex &, int first, int last) { shift(last + 1, first - last - 1); });
    collect();
}

void ExtensionsFilter::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    refilter();
}

void ExtensionsFilter::setStatus(const std::optional<QString> &word)
{
    if (m_status == word)
        return;
    m_status = word;
    refilter();
}

bool ExtensionsFilter::accepts(int sourceRow) const
{
    if (m_status && m_model->leadingStatusAt(sourceRow) != *m_status)
        return false;
    if (m_text.isEmpty())
        return true;
    const ExtensionState &state = m_model->at(sourceRow);
    const Snapshot *newest = state.newest();
    return state.extension.name.contains(m_text, Qt::CaseInsensitive) || state.extension.id.contains(m_text)
        || state.extension.latestVersion.contains(m_text, Qt::CaseInsensitive)
        || (newest && newest->version.contains(m_text, Qt::CaseInsensitive));
}

bool ExtensionsFilter::isBefore(int sourceA, int sourceB) const
{
    const int order = m_model->compare(sourceA, sourceB, m_column);
    if (order == 0)
        return sourceA < sourceB;
    return m_order == Qt::AscendingOrder ? order < 0 : order > 0;
}

void ExtensionsFilter::collect()
{
    m_shown.clear();
    for (int row = 0; row < m_model->size(); ++row) {
        if (accepts(row))
            m_shown.push_back(row);
    }
    std::sort(m_shown.begin(), m_shown.end(), [this](int a, int b) { return isBefore(a, b); });
    updatePlaces();
}

void ExtensionsFilter::refilter()
{
    beginResetModel();
    collect();
    endResetModel();
}

void ExtensionsFilter::updatePlaces()
{
    m_places.assign(size_t(m_model->size()), -1);
    int place = 0;
    for (const int row : m_shown)
        m_places[size_t(row)] = place++;
}

void ExtensionsFilter::shift(int fromSourceRow, int by)
{
    for (int &row : m_shown) {
        if (row >= fromSourceRow)
            row += by;
    }
    updatePlaces();
}

int ExtensionsFilter::placeFor(int sourceRow) const
{
    std::vector<int> others = m_shown;
    others.erase(std::remove(others.begin(), others.end(), sourceRow), others.end());
    const auto place
        = std::lower_bound(others.begin(), others.end(), sourceRow, [this](int a, int b) { return isBefore(a, b); });
    return int(place - others.begin());
}

void ExtensionsFilter::show(int sourceRow)
{
    const int place = placeFor(sourceRow);
    beginInsertRows({}, place, place);
    m_shown.insert(m_shown.begin() + place, sourceRow);
    updatePlaces();
    endInsertRows();
}

void ExtensionsFilter::hide(int row)
{
    beginRemoveRows({}, row, row);
    m_shown.erase(m_shown.begin() + row);
    updatePlaces();
    endRemoveRows();
}

void ExtensionsFilter::onRowChanged(int sourceRow)
{
    const int row = m_places.at(size_t(sourceRow));
    const bool isAccepted = accepts(sourceRow);
    if (row < 0) {
        if (isAccepted)
            show(sourceRow);
        return;
    }
    if (!isAccepted) {
        hide(row);
        return;
    }
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
    const int place = placeFor(sourceRow);
    if (place == row)
        return;
    beginMoveRows({}, row, row, {}, place > row ? place + 1 : place);
    m_shown.erase(m_shown.begin() + row);
    m_shown.insert(m_shown.begin() + place, sourceRow);
    updatePlaces();
    endMoveRows();
}

void ExtensionsFilter::onInserted(int first, int last)
{
    const int count = last - first + 1;
    const bool asReset = count > mostSingleRows;
    if (asReset)
        beginResetModel();
    shift(first, count);
    if (asReset) {
        collect();
        endResetModel();
        return;
    }
    for (int row = first; row <= last; ++row) {
        if (accepts(row))
            show(row);
    }
}

void ExtensionsFilter::onAboutToBeRemoved(int first, int last)
{
    const auto isGoing = [first, last](int row) { return row >= first && row <= last; };
    if (std::count_if(m_shown.begin(), m_shown.end(), isGoing) > mostSingleRows) {
        beginResetModel();
        m_shown.erase(std::remove_if(m_shown.begin(), m_shown.end(), isGoing), m_shown.end());
        updatePlaces();
        endResetModel();
        return;
    }
    for (int row = last; row >= first; --row) {
        if (const int place = m_places.at(size_t(row)); place >= 0)
            hide(place);
    }
}

int ExtensionsFilter::rowOf(const QString &name) const
{
    const int row = m_model->rowOf(name);
    return row < 0 ? -1 : m_places.at(size_t(row));
}

void ExtensionsFilter::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= m_model->columnCount() || (column == m_column && order == m_order))
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<int> sources;
    sources.reserve(size_t(before.size()));
    for (const QModelIndex &index : before)
        sources.push_back(m_shown.at(size_t(index.row())));
    m_column = column;
    m_order = order;
    std::sort(m_shown.begin(), m_shown.end(), [this](int a, int b) { return isBefore(a, b); });
    updatePlaces();
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(m_places.at(size_t(sources.at(size_t(i)))), before.at(i).column()));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

QModelIndex ExtensionsFilter::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex ExtensionsFilter::parent(const QModelIndex & /*child*/) const
{
    return {};
}

QModelIndex ExtensionsFilter::sibling(int row, int column, const QModelIndex & /*of*/) const
{
    return index(row, column);
}

int ExtensionsFilter::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int ExtensionsFilter::columnCount(const QModelIndex &parent) const
{
    return m_model->columnCount(parent);
}

QModelIndex ExtensionsFilter::mapToSource(const QModelIndex &proxy) const
{
    return proxy.isValid() && size_t(proxy.row()) < m_shown.size()
        ? m_model->index(m_shown[size_t(proxy.row())], proxy.column())
        : QModelIndex();
}

QModelIndex ExtensionsFilter::mapFromSource(const QModelIndex &source) const
{
    if (!source.isValid() || size_t(source.row()) >= m_places.size())
        return {};
    const int row = m_places[size_t(source.row())];
    return row < 0 ? QModelIndex() : createIndex(row, source.column());
}

QVariant ExtensionsFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? m_model->headerData(section, orientation, role)
                                         : QAbstractProxyModel::headerData(section, orientation, role);
}

} // namespace ksp
