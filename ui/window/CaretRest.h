#pragma once

#include <QObject>
#include <QTimer>

namespace ksp {

/// Lets the caret of text fields stop blinking when nobody has typed for a while, as GTK does: a window that only
/// stands there repaints nothing. The next key, click or change of focus lets it blink again. One for each application.
class CaretRest : public QObject
{
    Q_OBJECT
public:
    /// `after`: how long without input, as GTK's gtk-cursor-blink-timeout.
    explicit CaretRest(std::chrono::milliseconds after = std::chrono::seconds(10), QObject *parent = nullptr);
    ~CaretRest() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void wake();

    QTimer m_timer;
    int m_flashTime; ///< ms, as the desktop wants it
};

} // namespace ksp
