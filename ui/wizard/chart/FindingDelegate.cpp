#include "wizard/chart/FindingDelegate.h"

#include "core/Finding.h"
#include "publish/FindingsModel.h"
#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QApplication>
#include <QListView>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>

namespace ksp {

namespace {

constexpr int signSide = 16;

Tone toneOf(const QModelIndex &index)
{
    switch (Severity(index.data(FindingsModel::SeverityRole).toInt())) {
    case Severity::Error:
        return Tone::Bad;
    case Severity::Warning:
        return Tone::Warning;
    case Severity::Advice:
        break;
    }
    return Tone::Info;
}

QRect textArea(const QRect &row)
{
    return row.adjusted(inside + signSide + inside, inside / 2, -inside, -inside / 2);
}

/// Breaks a text into lines, a long path within itself; gives their height.
int lay(QTextLayout *layout, int width, Qt::LayoutDirection direction)
{
    QTextOption option(QStyle::visualAlignment(direction, Qt::AlignLeft));
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(direction);
    layout->setTextOption(option);
    qreal height = 0;
    layout->beginLayout();
    for (QTextLine line = layout->createLine(); line.isValid(); line = layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height();
    }
    layout->endLayout();
    return qCeil(height);
}

} // namespace

void FindingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const QString sentence = std::exchange(row.text, QString());
    const QStyle *style = row.widget ? row.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const bool isSelected = row.state.testFlag(QStyle::State_Selected);
    const QColor text = row.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const ToneColors colors = toneColors(toneOf(index), row.palette);
    const QRect area = textArea(row.rect);
    const QRect sign(
        row.rect.left() + inside, area.top() + (row.fontMetrics.height() - signSide) / 2, signSide, signSide);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (isSelected)
        paintToneSign(painter, QStyle::visualRect(row.direction, row.rect, sign), toneOf(index), text,
            row.palette.color(QPalette::Highlight));
    else
        paintToneSign(
            painter, QStyle::visualRect(row.direction, row.rect, sign), toneOf(index), colors.text, colors.background);
    const QRect shown = QStyle::visualRect(row.direction, row.rect, area);
    painter->setPen(text);
    QTextLayout layout(sentence, row.font);
    const int height = lay(&layout, shown.width(), row.direction);
    layout.draw(painter, shown.topLeft());
    const QString place = index.data(FindingsModel::PlaceRole).toString();
    if (!place.isEmpty()) {
        painter->setFont(captionFont(row.font));
        painter->setPen(isSelected ? text : quietText(row.palette));
        painter->drawText(shown.adjusted(0, height, 0, 0),
            int(QStyle::visualAlignment(row.direction, Qt::AlignLeft | Qt::AlignTop)),
            QFontMetrics(painter->font()).elidedText(place, Qt::ElideMiddle, shown.width()));
    }
    painter->restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    const int width = view ? view->viewport()->width() : 600;
    const QRect area = textArea(QRect(0, 0, width, 10'000));
    QTextLayout layout(index.data().toString(), option.font);
    int height = lay(&layout, area.width(), option.direction);
    if (!index.data(FindingsModel::PlaceRole).toString().isEmpty())
        height += QFontMetrics(captionFont(option.font)).height();
    return {width, height + inside};
}

} // namespace ksp
