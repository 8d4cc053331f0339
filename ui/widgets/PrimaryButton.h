#pragma once

#include <QPushButton>

namespace ksp {

/// The one next action of a page: a push button in the accent colour while it can be pressed.
class PrimaryButton : public QPushButton
{
    Q_OBJECT
public:
    explicit PrimaryButton(const QString &text = {}, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();
};

} // namespace ksp
