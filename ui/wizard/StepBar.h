#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QAbstractButton;
QT_END_NAMESPACE

namespace ksp {

/// Where one is in the wizard: its steps in a row, those done with a tick, the current one in the accent colour. A step
/// that may be gone to is a button; to screen readers "Step 2 of 4: Chart, current".
class StepBar : public QWidget
{
    Q_OBJECT
public:
    enum class State { Waiting, Current, Done };

    explicit StepBar(const QStringList &names, QWidget *parent = nullptr);

    /// `open`: whether a click leads there.
    void setStep(int index, State state, bool open);
    [[nodiscard]] State state(int index) const;

signals:
    void clicked(int index);

private:
    class Step;
    QList<Step *> m_steps;
};

} // namespace ksp
