#pragma once

#include "core/Finding.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QListView;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

class FindingsModel;
class StatusPill;

/// What is wrong with a chart: how many errors, warnings and pieces of advice, each with its place, to be opened in an
/// editor or copied as text. Without findings, just that there are none.
class FindingsView : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsView(QWidget *parent = nullptr);

    void setFindings(const QList<Finding> &findings);
    /// Why no file can be opened (a whole sentence); empty when files can be opened.
    void setWhyNotOpen(const QString &sentence);
    /// "2 errors, 1 warning", or that all is well.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QListView *list() const { return m_list; }

signals:
    void openRequested(const ksp::Place &place);
    /// Something to be said by screen readers.
    void announced(const QString &sentence);

private:
    [[nodiscard]] QList<int> selectedRows() const;
    void updateActions();
    void open();
    /// No rows: all.
    void copy(const QList<int> &rows);

    FindingsModel *m_model;
    QHBoxLayout *m_pills;
    QListView *m_list;
    QPushButton *m_open;
    QPushButton *m_copy;
    QString m_whyNotOpen;
};

} // namespace ksp
