#include "wizard/chart/FindingDelegate.h"

#include "core/Finding.h"
#include "publish/FindingsModel.h"
#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QApplication>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

namespace ksp {

namespace {

constexpr int signSide = 16;
constexpr int wrapped = Qt::TextWordWrap | Qt::TextWrapAnywhere;

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
    const int flags = int(QStyle::visualAlignment(row.direction, Qt::AlignLeft | Qt::AlignTop)) | wrapped;
    painter->setPen(text);
    painter->setFont(row.font);
    QRect used;
    painter->drawText(shown, flags, sentence, &used);
    const QString place = index.data(FindingsModel::PlaceRole).toString();
    if (!place.isEmpty()) {
        painter->setFont(captionFont(row.font));
        painter->setPen(isSelected ? text : quietText(row.palette));
        painter->drawText(shown.adjusted(0, used.height(), 0, 0),
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
    int height = option.fontMetrics.boundingRect(area, wrapped, index.data().toString()).height();
    if (!index.data(FindingsModel::PlaceRole).toString().isEmpty())
        height += QFontMetrics(captionFont(option.font)).height();
    return {width, height + inside};
}

} // namespace ksp
