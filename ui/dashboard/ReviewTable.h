#pragma once

#include <QTableView>

namespace ksp {

/// A table of values from app/review: whole rows, status words as pills, quiet text for what was not loaded, long texts
/// elided in the middle. Ctrl+C copies the selected rows, the menu offers the single cell. Columns can be moved and
/// hidden.
class ReviewTable : public QTableView
{
    Q_OBJECT
public:
    explicit ReviewTable(QWidget *parent = nullptr);

    /// As wide as what is seen, within reason.
    void fitColumns();
    /// The column that gets the width that the others leave, be it little or much, so that all are seen. -1: none.
    void setFlexibleColumn(int column) { m_flexible = column; }
    /// Whether columns get wider by themselves when what is seen does not fit; until the user sizes one.
    void setFitting(bool fitting) { m_fitting = fitting; }
    [[nodiscard]] bool isFitting() const { return m_fitting; }
    /// Wider columns where what is seen does not fit, as long as isFitting().
    void growColumns();
    /// The rows that are seen, as [first, last]; last < first where there are none.
    [[nodiscard]] std::pair<int, int> visibleRows() const;

public slots:
    /// The selected rows, cells parted by tabs, columns as they are shown.
    void copyRows();
    void copyCell();

signals:
    /// What is seen may be another part of the rows.
    void scrolled();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void setWidths(bool growOnly);
    void fillWidth();

    int m_flexible = -1;
    bool m_fitting = true;
    bool m_isSizing = false;
};

} // namespace ksp
