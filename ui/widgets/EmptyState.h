#pragma once

#include <QIcon>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

/// What a page shows when there is nothing to show: an icon, one sentence, one action.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// Without `action` there is no button.
    void setContent(const QIcon &icon, const QString &sentence, const QString &action = {});
    [[nodiscard]] QString text() const;

signals:
    void actionTriggered();

private:
    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_action;
};

} // namespace ksp
