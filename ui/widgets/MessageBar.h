#pragma once

#include "widgets/Tone.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

/// A message in the page: sign, sentence, at most one action, details on request. Hidden until there is one.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows the bar. Without `action` there is no button, without `detail` no "Details".
    void showMessage(Tone tone, const QString &sentence, const QString &action = {}, const QString &detail = {});
    /// Whether the user may close it (the default). A lasting banner says no.
    void setClosable(bool closable);

    [[nodiscard]] QString text() const;
    [[nodiscard]] Tone tone() const { return m_tone; }

signals:
    void actionTriggered();
    /// By the user.
    void closed();

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyColors();
    void close();

    Tone m_tone = Tone::Info;
    QWidget *m_signSpace;
    QLabel *m_text;
    QPushButton *m_action;
    QToolButton *m_details;
    QToolButton *m_close;
    QLabel *m_detail;
};

} // namespace ksp
