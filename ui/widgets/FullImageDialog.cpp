#include "widgets/FullImageDialog.h"

#include "widgets/BusyLabel.h"
#include "widgets/Look.h"

#include <QGraphicsPixmapItem>
#include <QGraphicsView>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace ksp {

FullImageDialog::FullImageDialog(const QString &name, QWidget *parent)
    : QDialog(parent), m_name(name), m_pages(new QStackedWidget), m_busy(new BusyLabel(tr("Reading the image…"))),
      m_problem(new QLabel), m_view(new QGraphicsView), m_item(new QGraphicsPixmapItem), m_facts(new QLabel)
{
    setWindowTitle(tr("Image %1").arg(name));
    resize(960, 640);
    auto *scene = new QGraphicsScene(this);
    scene->addItem(m_item);
    scene->setBackgroundBrush(Qt::white); // The console's ground.
    m_item->setTransformationMode(Qt::SmoothTransformation);
    m_view->setScene(scene);
    m_view->setDragMode(QGraphicsView::ScrollHandDrag);
    m_view->setRenderHint(QPainter::SmoothPixmapTransform);
    m_view->setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    m_view->setFrameShape(QFrame::NoFrame);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignCenter);
    auto *waiting = new QWidget;
    auto *waitingLayout = new QVBoxLayout(waiting);
    waitingLayout->addWidget(m_busy, 0, Qt::AlignCenter);
    for (QWidget *page : {waiting, static_cast<QWidget *>(m_problem), static_cast<QWidget *>(m_view)})
        m_pages->addWidget(page);

    auto *fitButton = new QPushButton(tr("&Fit to window"));
    auto *actualButton = new QPushButton(tr("&Actual size"));
    auto *closeButton = new QPushButton(tr("&Close"));
    closeButton->setDefault(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(inside);
    row->addWidget(m_facts, 1);
    for (QPushButton *button : {fitButton, actualButton, closeButton})
        row->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(between, between, between, between);
    layout->setSpacing(between);
    layout->addWidget(m_pages, 1);
    layout->addLayout(row);

    connect(fitButton, &QPushButton::clicked, this, &FullImageDialog::fit);
    connect(actualButton, &QPushButton::clicked, this, [this] { setZoom(1); });
    connect(closeButton, &QPushButton::clicked, this, &QDialog::reject);
    const auto key = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, slot);
    };
    constexpr qreal step = 1.25;
    key(QKeySequence(Qt::Key_Plus), [this] { setZoom(zoom() * step); });
    key(QKeySequence(Qt::Key_Equal), [this] { setZoom(zoom() * step); });
    key(QKeySequence(Qt::Key_Minus), [this] { setZoom(zoom() / step); });
    key(QKeySequence(Qt::Key_0), [this] { fit(); });
    key(QKeySequence(Qt::Key_1), [this] { setZoom(1); });
}

void FullImageDialog::setImage(const DecodedImage &image)
{
    m_image = image;
    m_item->setPixmap(QPixmap::fromImage(image.image));
    m_item->scene()->setSceneRect(m_item->boundingRect());
    m_view->setAccessibleName(windowTitle());
    m_pages->setCurrentWidget(m_view);
    m_view->setFocus();
    fit();
}

void FullImageDialog::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_pages->setCurrentWidget(m_problem);
}

QSize FullImageDialog::wantedPixels() const
{
    return screen()->size() * devicePixelRatioF();
}

qreal FullImageDialog::zoom() const
{
    // The pixmap may be smaller than the image, or larger (SVG).
    const qreal reduced = m_image.image.isNull() ? 1 : m_image.image.width() / qreal(m_image.sourceSize.width());
    return m_view->transform().m11() * reduced;
}

void FullImageDialog::setZoom(qreal zoom)
{
    if (m_image.image.isNull())
        return;
    const qreal bounded = std::clamp(zoom, 0.02, 16.0);
    const qreal scale = bounded * m_image.sourceSize.width() / m_image.image.width();
    m_view->setTransform(QTransform::fromScale(scale, scale));
    m_fitted = false;
    m_facts->setText(tr("%1 × %2 pixels, shown at %3 %")
                         .arg(m_image.sourceSize.width())
                         .arg(m_image.sourceSize.height())
                         .arg(QLocale().toString(qRound(bounded * 100))));
}

void FullImageDialog::fit()
{
    if (m_image.image.isNull())
        return;
    const QSizeF room = m_view->viewport()->size();
    const qreal fitting
        = std::min(room.width() / m_image.sourceSize.width(), room.height() / m_image.sourceSize.height());
    // What has pixels is not blown up.
    setZoom(m_image.format == ImageFormat::Svg ? fitting : std::min(1.0, fitting));
    m_fitted = true;
}

void FullImageDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    if (m_fitted)
        fit();
}

void FullImageDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (m_fitted)
        fit();
}

} // namespace ksp
