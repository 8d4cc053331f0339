#pragma once

#include <QByteArrayView>
#include <QString>

namespace ksp {

/// UTF-8 as text. Unlike QString::fromUtf8() it keeps a byte-order mark, which within a text is a character.
[[nodiscard]] inline QString utf8Text(QByteArrayView utf8)
{
    const QString text = QString::fromUtf8(utf8);
    return utf8.startsWith("\xEF\xBB\xBF") ? QChar(QChar::ByteOrderMark) + text : text;
}

} // namespace ksp
