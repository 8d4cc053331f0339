#pragma once

#include <QWidget>

namespace ksp {

class BusyIndicator;

/// The sign before a step: its number, a turning arc, a tick, a cross, a dash. For looks only: the row's word says the
/// same.
class StepMark : public QWidget
{
    Q_OBJECT
public:
    enum class Sign { Number, Busy, Done, Failed, Stopped, Skipped };

    explicit StepMark(QWidget *parent = nullptr);

    void setSign(Sign sign, int number = 0);
    [[nodiscard]] Sign sign() const { return m_sign; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    Sign m_sign = Sign::Number;
    int m_number = 0;
    BusyIndicator *m_busy;
};

} // namespace ksp
