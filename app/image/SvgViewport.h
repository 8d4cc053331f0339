#pragma once

#include <QSizeF>
#include <QString>
#include <QXmlStreamAttributes>

namespace ksp {

/// The area that an `<svg>` element gives to what is in it. QtSvg knows only the outermost one: it draws a nested
/// `<svg>` without its position and its scale, which browsers heed, and which tools that make favicons write.
class SvgViewport
{
public:
    /// Of the outermost element.
    [[nodiscard]] static SvgViewport outermost(const QXmlStreamAttributes &svg);
    /// Of an element nested in this one.
    [[nodiscard]] SvgViewport nested(const QXmlStreamAttributes &svg) const;

    /// What brings the content to its place in the outer one, as a `transform`; empty for none.
    [[nodiscard]] QString transform() const { return m_transform; }
    /// The attributes of a nested `<svg>` that the transform stands for.
    [[nodiscard]] static bool isReplaced(const QString &attribute);

private:
    QSizeF m_size; ///< In the units of what is inside; empty where it is not known.
    QString m_transform;
};

} // namespace ksp
