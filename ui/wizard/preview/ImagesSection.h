#pragma once

#include "wizard/preview/Preview.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace ksp {

class FlowLayout;
class ImageDecoder;
class ImageTile;

/// Icon and screenshots as customers will see them. An image that did not change keeps its tile.
class ImagesSection : public QWidget
{
    Q_OBJECT
public:
    /// `decoder` is not owned and must live longer.
    explicit ImagesSection(ImageDecoder *decoder, QWidget *parent = nullptr);

    void setPreview(const Preview &preview);

private:
    struct Shown
    {
        PreviewImage image;
        ImageTile *tile = nullptr;
    };
    [[nodiscard]] Shown takeOver(const PreviewImage &image);
    void fill(ImageTile *tile, const PreviewImage &image);
    void openInFullSize(const PreviewImage &image);

    ImageDecoder *m_decoder;
    QList<Shown> m_shown;
    FlowLayout *m_icon;
    FlowLayout *m_screenshots;
    QLabel *m_remark;
};

/// What should be said of an image that can be shown; whole sentences, may be empty.
[[nodiscard]] QString remarkOn(const PreviewImage &image, const DecodedImage &decoded);

} // namespace ksp
