#include "ProgramStyle.h"

#include "widgets/Look.h"

#include <QPainter>
#include <QStyleOption>

namespace ksp {

ProgramStyle::ProgramStyle(QStyle *base) : QProxyStyle(base) { }

void ProgramStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (!isDark(option->palette) || option->state.testFlag(State_HasFocus))
        return;
    const bool isRound = element == PE_IndicatorRadioButton;
    if (!isRound && element != PE_IndicatorCheckBox && element != PE_PanelLineEdit && element != PE_Frame
        && element != PE_FrameLineEdit)
        return;
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (frame && frame->lineWidth <= 0)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(mixed(option->palette.color(QPalette::Window), option->palette.color(QPalette::WindowText), 0.4));
    painter->setBrush(Qt::NoBrush);
    const QRectF area = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isRound)
        painter->drawEllipse(area);
    else
        painter->drawRoundedRect(area, 2, 2);
    painter->restore();
}

} // namespace ksp
