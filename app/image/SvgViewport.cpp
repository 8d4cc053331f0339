#include "image/SvgViewport.h"

#include <QRectF>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace ksp {

namespace {

/// A length in pixels, or a share of `whole`; `otherwise` where it is missing or of another unit.
qreal length(QStringView text, qreal whole, qreal otherwise)
{
    QStringView number = text.trimmed();
    const bool isShare = number.endsWith(u'%');
    if (isShare)
        number.chop(1);
    else if (number.endsWith(QLatin1String("px")))
        number.chop(2);
    bool ok = false;
    const qreal value = number.toDouble(&ok);
    if (!ok || !std::isfinite(value))
        return otherwise;
    return isShare ? value * whole / 100 : value;
}

QRectF viewBox(const QXmlStreamAttributes &svg)
{
    static const QRegularExpression separator(QStringLiteral("[\\s,]+"));
    const QStringList parts = svg.value(QLatin1String("viewBox")).toString().split(separator, Qt::SkipEmptyParts);
    if (parts.size() != 4)
        return {};
    const QRectF box(parts[0].toDouble(), parts[1].toDouble(), parts[2].toDouble(), parts[3].toDouble());
    return box.width() > 0 && box.height() > 0 ? box : QRectF();
}

QString translation(qreal x, qreal y)
{
    return QStringLiteral("translate(%1 %2)").arg(x, 0, 'g', 9).arg(y, 0, 'g', 9);
}

} // namespace

SvgViewport SvgViewport::outermost(const QXmlStreamAttributes &svg)
{
    SvgViewport viewport;
    const QRectF box = viewBox(svg);
    viewport.m_size = box.isEmpty()
        ? QSizeF(length(svg.value(QLatin1String("width")), 0, 0), length(svg.value(QLatin1String("height")), 0, 0))
        : box.size();
    return viewport;
}

SvgViewport SvgViewport::nested(const QXmlStreamAttributes &svg) const
{
    const auto of = [&svg](const char *name, qreal whole, qreal otherwise) {
        return length(svg.value(QLatin1String(name)), whole, otherwise);
    };
    const QPointF place(of("x", m_size.width(), 0), of("y", m_size.height(), 0));
    const QSizeF size(of("width", m_size.width(), m_size.width()), of("height", m_size.height(), m_size.height()));
    const QRectF box = viewBox(svg);
    SvgViewport viewport;
    viewport.m_size = box.isEmpty() ? size : box.size();
    if (box.isEmpty() || size.isEmpty()) {
        if (!place.isNull())
            viewport.m_transform = translation(place.x(), place.y());
        return viewport;
    }
    // preserveAspectRatio: the usual one, in the middle, or none.
    qreal x = size.width() / box.width();
    qreal y = size.height() / box.height();
    if (svg.value(QLatin1String("preserveAspectRatio")) != QLatin1String("none"))
        x = y = std::min(x, y);
    viewport.m_transform = translation(place.x() + (size.width() - box.width() * x) / 2 - box.x() * x,
                               place.y() + (size.height() - box.height() * y) / 2 - box.y() * y)
        + QStringLiteral(" scale(%1 %2)").arg(x, 0, 'g', 9).arg(y, 0, 'g', 9);
    return viewport;
}

bool SvgViewport::isReplaced(const QString &attribute)
{
    static const QStringList replaced = {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("width"),
        QStringLiteral("height"), QStringLiteral("viewbox"), QStringLiteral("preserveaspectratio"),
        QStringLiteral("version"), QStringLiteral("transform"), QStringLiteral("baseprofile")};
    return replaced.contains(attribute);
}

} // namespace ksp
