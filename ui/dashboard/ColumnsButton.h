#pragma once

#include <QToolButton>

namespace ksp {

class ReviewTable;

/// Opens the menu of a table's columns: which are shown, how wide they are, and the whole as a CSV file.
class ColumnsButton : public QToolButton
{
    Q_OBJECT
public:
    /// `table` is not owned and must live longer. `fixed`: the column that is always shown.
    ColumnsButton(ReviewTable *table, int fixed, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

signals:
    /// The user chose where the table is to be saved.
    void saveRequested(const QString &file);

private:
    void fillMenu();
    void chooseFile();

    ReviewTable *m_table;
    int m_fixed;
};

} // namespace ksp
