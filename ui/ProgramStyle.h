#pragma once

#include <QProxyStyle>

namespace ksp {

/// Fusion with what it lacks on dark palettes: there it outlines fields and boxes in a colour darker than the window,
/// which nobody sees.
class ProgramStyle : public QProxyStyle
{
    Q_OBJECT
public:
    /// `base` becomes the style's own.
    explicit ProgramStyle(QStyle *base);

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget = nullptr) const override;
};

} // namespace ksp
