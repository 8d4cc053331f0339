#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QGridLayout;
QT_END_NAMESPACE

namespace ksp {

struct LoadedChart;

/// What a chart says of itself: name, version, category, provider, name and description in each language, and what is
/// in it.
class ChartFacts : public QWidget
{
    Q_OBJECT
public:
    explicit ChartFacts(QWidget *parent = nullptr);

    void setChart(const LoadedChart &loaded);

protected:
    void changeEvent(QEvent *event) override;

private:
    void clear();
    void addRow(const QString &name, const QString &value, bool wraps = false);
    void addTexts(const LoadedChart &loaded);
    void applyColors();

    QGridLayout *m_grid;
    int m_row = 0;
};

} // namespace ksp
