#pragma once

#include <QTimer>
#include <QWidget>

#include <memory>

QT_BEGIN_NAMESPACE
class QLabel;
class QMenu;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class ChartFacts;
class ElidedLabel;
class FindingsView;
class MessageBar;
struct LoadedChart;
struct Place;

/// The chart that is open: what it is, what is in it, what is wrong with it.
class LoadedChartView : public QWidget
{
    Q_OBJECT
public:
    /// `another`: what "Choose another" opens. Not owned.
    explicit LoadedChartView(QMenu *another, QWidget *parent = nullptr);

    void setChart(const std::shared_ptr<const LoadedChart> &loaded);
    /// That a change is being read; said only when it takes long.
    void setReloading(bool reloading);
    /// What came of a change on the disk, one sentence; empty for none.
    void setStatus(const QString &sentence);
    [[nodiscard]] QString status() const;
    [[nodiscard]] QString summary() const;
    /// Where the keyboard should be: the errors, or "Choose another".
    [[nodiscard]] QWidget *firstFocus() const;

signals:
    void openFileRequested(const QString &path, int line);
    void announced(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void openPlace(const Place &place);
    void applyColors();

    std::shared_ptr<const LoadedChart> m_loaded;
    ElidedLabel *m_name;
    ElidedLabel *m_path;
    ElidedLabel *m_status;
    BusyLabel *m_busy;
    QPushButton *m_another;
    MessageBar *m_bar;
    ChartFacts *m_facts;
    FindingsView *m_findings;
    QTimer m_slow;
};

} // namespace ksp
