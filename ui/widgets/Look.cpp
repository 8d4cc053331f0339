#include "widgets/Look.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QLocale>

namespace ksp {

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor mixed(const QColor &a, const QColor &b, qreal shareOfB)
{
    const auto mix = [shareOfB](int one, int other) { return qRound(one * (1 - shareOfB) + other * shareOfB); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

QColor quietText(const QPalette &palette)
{
    return mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.3);
}

QColor lineColor(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.25);
}

QFont titleFont(const QFont &body)
{
    QFont font = body;
    font.setPointSizeF(body.pointSizeF() * 1.8);
    font.setWeight(QFont::Bold);
    return font;
}

QFont captionFont(const QFont &body)
{
    const qreal smallest = QFontDatabase::systemFont(QFontDatabase::SmallestReadableFont).pointSizeF();
    QFont font = body;
    font.setPointSizeF(std::min(body.pointSizeF(), std::max(smallest, body.pointSizeF() * 0.9)));
    return font;
}

QString roundedSize(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 1'000'000 ? 0 : 2, QLocale::DataSizeSIFormat);
}

QString exactSize(qint64 bytes)
{
    // The plural goes by the last digits, which an int keeps. (lupdate 6.4 hangs on digit separators in the call.)
    const int last = int(bytes % 1000000);
    return QCoreApplication::translate("ksp::Look", "%1 bytes", "a size; %1 is the number", last)
        .arg(QLocale().toString(bytes));
}

} // namespace ksp
