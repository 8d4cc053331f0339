#pragma once

#include "image/DecodedImage.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QGraphicsPixmapItem;
class QGraphicsView;
class QLabel;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;

/// One image as large as the screen allows. Opens fitted to the window; plus and minus zoom, 0 fits again, 1 shows a
/// pixel as a pixel, Esc closes.
class FullImageDialog : public QDialog
{
    Q_OBJECT
public:
    explicit FullImageDialog(const QString &name, QWidget *parent = nullptr);

    /// Decoded for at most wantedPixels().
    void setImage(const DecodedImage &image);
    /// Why it cannot be shown: a whole sentence.
    void setProblem(const QString &sentence);
    /// The screen's size in device pixels.
    [[nodiscard]] QSize wantedPixels() const;
    /// 1: a pixel of the image's own size is a device-independent pixel.
    [[nodiscard]] qreal zoom() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void setZoom(qreal zoom);
    void fit();

    QString m_name;
    DecodedImage m_image;
    bool m_fitted = true;
    QStackedWidget *m_pages;
    BusyLabel *m_busy;
    QLabel *m_problem;
    QGraphicsView *m_view;
    QGraphicsPixmapItem *m_item;
    QLabel *m_facts;
};

} // namespace ksp
