#pragma once

#include "core/Finding.h"

#include <QAbstractListModel>

namespace ksp {

/// What is wrong with a chart, as a list: the sentence under DisplayRole, the rest under roles of its own. Texts come
/// from charts: shown as plain text, without control characters, and cut where they are endless.
class FindingsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        SeverityRole = Qt::UserRole, ///< int of ksp::Severity
        SeverityTextRole, ///< "Error"
        PlaceRole, ///< "extension.yaml:12:3", or empty
    };

    using QAbstractListModel::QAbstractListModel;

    void setFindings(const QList<Finding> &findings);
    [[nodiscard]] const QList<Finding> &findings() const { return m_findings; }
    [[nodiscard]] int count(Severity severity) const;
    /// Findings as lines of text: these rows, or all when there are none.
    [[nodiscard]] QString text(const QList<int> &rows = {}) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<Finding> m_findings;
};

} // namespace ksp
