#pragma once

#include "image/DecodedImage.h"

#include <QAbstractButton>

namespace ksp {

/// One image as customers see it, on white, with name, format, dimensions and size beneath; or that it is being read,
/// is missing, or cannot be shown, and why. Click, Space and Enter open it in full size.
class ImageTile : public QAbstractButton
{
    Q_OBJECT
public:
    /// `box`: the place for the picture, in device-independent pixels. `name`: the file's, as in extension.yaml.
    explicit ImageTile(const QString &name, QSize box, QWidget *parent = nullptr);

    void setLoading();
    /// `note`: what is wrong with an image that can be shown all the same (its name lies, it is large).
    void setImage(const DecodedImage &image, const QString &note = {});
    /// There is no such file. A whole sentence.
    void setMissing(const QString &sentence);
    /// It cannot be decoded. A whole sentence.
    void setBroken(const QString &sentence);
    /// It lies on another server, from where it is not fetched. A whole sentence.
    void setRemote(const QString &sentence);

    /// The box in device pixels: what to decode the image for.
    [[nodiscard]] QSize wantedPixels() const;
    [[nodiscard]] const DecodedImage &decoded() const { return m_image; }
    [[nodiscard]] QSize sizeHint() const override;

signals:
    /// The image shall be shown in full size. Not in the other states.
    void activated();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class State { Loading, Shown, Missing, Broken, Remote };
    void setState(State state, const QString &sentence);
    [[nodiscard]] QString facts() const;
    [[nodiscard]] int textWidth() const;
    [[nodiscard]] int heightOf(const QString &text) const;
    void paintPicture(QPainter *painter, const QRect &box) const;
    void paintSentence(QPainter *painter, const QRect &box) const;

    QString m_name;
    QSize m_box;
    State m_state = State::Loading;
    DecodedImage m_image;
    QString m_sentence;
};

/// Where an image of so many pixels goes in a box: in its middle, in its own size, made smaller when it is larger. A
/// drawing (SVG) fills the box.
[[nodiscard]] QRectF placeInBox(const DecodedImage &image, const QRectF &box);

} // namespace ksp
