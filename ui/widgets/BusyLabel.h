#pragma once

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace ksp {

/// A turning arc while something goes on. Stands still (three dots) where the desktop asks for reduced motion, and does
/// nothing while it is hidden.
class BusyIndicator : public QWidget
{
    Q_OBJECT
public:
    explicit BusyIndicator(QWidget *parent = nullptr);

    [[nodiscard]] bool isAnimated() const { return m_timer.isActive(); }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QBasicTimer m_timer;
    QElapsedTimer m_since;
};

/// A sentence that says what goes on, with a BusyIndicator before it.
class BusyLabel : public QWidget
{
    Q_OBJECT
public:
    explicit BusyLabel(const QString &sentence = {}, QWidget *parent = nullptr);

    void setText(const QString &sentence);
    [[nodiscard]] QString text() const;

private:
    QLabel *m_label;
};

} // namespace ksp
