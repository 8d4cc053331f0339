#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class QuietLabel;

/// Where an API key is typed or pasted: masked, with a button that reveals it, and a hint at its form.
class KeyField : public QWidget
{
    Q_OBJECT
public:
    /// `label` has a mnemonic.
    explicit KeyField(const QString &label, QWidget *parent = nullptr);

    /// Without white space around it.
    [[nodiscard]] QString key() const;
    void setKey(const QString &key);
    /// Empty and masked again.
    void clear();
    void selectAll();

signals:
    void edited();
    /// Enter was pressed.
    void submitted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyReveal();
    void refreshHint();

    QLineEdit *m_edit;
    QToolButton *m_reveal;
    QuietLabel *m_hint;
};

} // namespace ksp
