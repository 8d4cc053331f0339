#pragma once

#include <QWidget>

namespace ksp {

/// The drawing of the welcome page: a package on its way to the marketplace. In the palette's colours.
class WelcomePicture : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePicture(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ksp
