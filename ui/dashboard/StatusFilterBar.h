#pragma once

#include <QMap>
#include <QWidget>

#include <optional>

QT_BEGIN_NAMESPACE
class QAbstractButton;
class QHBoxLayout;
QT_END_NAMESPACE

namespace ksp {

/// How many extensions there are of each status, as buttons that show these only. One of them is always pressed; the
/// first shows all.
class StatusFilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit StatusFilterBar(QWidget *parent = nullptr);

    /// The number of extensions by leading status; the empty word stands for "not loaded".
    void setCounts(const QMap<QString, int> &counts);
    /// Nothing for all.
    void setStatus(const std::optional<QString> &word);
    [[nodiscard]] const std::optional<QString> &status() const { return m_status; }

signals:
    /// By the user, or since there is none of the chosen status any more.
    void statusChosen(const std::optional<QString> &word);

private:
    [[nodiscard]] QAbstractButton *makeButton(const std::optional<QString> &word);
    void updateButton(const QString &word, int count);

    QHBoxLayout *m_layout;
    QAbstractButton *m_all;
    QMap<QString, QAbstractButton *> m_buttons;
    std::optional<QString> m_status;
};

} // namespace ksp
