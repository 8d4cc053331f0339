#pragma once

#include <QStringList>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QGridLayout;
QT_END_NAMESPACE

namespace ksp {

/// The charts that were opened last, to be opened again by one click. One that is not there any more says so, and can
/// be taken off the list. Hidden while there are none.
class RecentCharts : public QWidget
{
    Q_OBJECT
public:
    explicit RecentCharts(QWidget *parent = nullptr);

    /// Absolute paths, the last one first. Whether they are there is found out off this thread.
    void setPaths(const QStringList &paths);

signals:
    void openRequested(const QString &path);
    void removeRequested(const QString &path);

private:
    void fill(const QList<bool> &exists);

    QStringList m_paths;
    QList<bool> m_exists;
    QWidget *m_list;
    QGridLayout *m_grid;
    int m_asked = 0; ///< Which call of setPaths() an answer belongs to.
};

} // namespace ksp
