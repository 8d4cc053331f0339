#pragma once

#include <QLabel>

namespace ksp {

/// Text that matters less, in the caption's size; wrapped, plain.
class QuietLabel : public QLabel
{
    Q_OBJECT
public:
    explicit QuietLabel(const QString &text = {}, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    bool m_applying = false;
};

} // namespace ksp
