#include "wizard/preview/ImagesSection.h"

#include "image/ImageDecoder.h"
#include "widgets/FlowLayout.h"
#include "widgets/FullImageDialog.h"
#include "widgets/ImageTile.h"
#include "widgets/Look.h"

#include <QHBoxLayout>
#include <QLabel>

namespace ksp {

namespace {

/// The icon's place on the console's detail page; the screenshots stand three in a row, as there.
constexpr QSize iconBox(160, 120);
constexpr QSize screenshotBox(168, 105);
/// Icons become part of objects that every cluster stores.
constexpr qint64 heavyIcon = 100'000;

/// Above tiles, which have room for the sign of the focus around their frame.
QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    label->setIndent(4);
    return label;
}

} // namespace

QString remarkOn(const PreviewImage &image, const DecodedImage &decoded)
{
    QStringList sentences;
    if (image.kind == PreviewImage::Kind::Local && lies(image.name, decoded.format))
        sentences.append(
            ImagesSection::tr("It is a %1, not what its name says. Rename it.").arg(formatName(decoded.format)));
    if (image.isIcon) {
        const QSize size = decoded.sourceSize;
        if (decoded.bytes > heavyIcon)
            sentences.append(ImagesSection::tr("Heavy for an icon, which every cluster stores. Keep it under 100 kB."));
        if (size.width() > size.height())
            sentences.append(ImagesSection::tr("Not square: it looks small on the card."));
        else if (size.height() > size.width())
            sentences.append(ImagesSection::tr("Not square: it runs over the text of the card."));
    } else if (image.kind == PreviewImage::Kind::Data) {
        sentences.append(ImagesSection::tr("The console never shows a screenshot that is a data: URL. Name a file."));
    }
    return sentences.join(u' ');
}

ImagesSection::ImagesSection(ImageDecoder *decoder, QWidget *parent)
    : QWidget(parent), m_decoder(decoder), m_icon(new FlowLayout), m_screenshots(new FlowLayout), m_remark(new QLabel)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    const auto column = [layout](const QString &name, FlowLayout *tiles, int stretch) {
        auto *stacked = new QVBoxLayout;
        stacked->setSpacing(inside);
        stacked->addWidget(heading(name));
        stacked->addLayout(tiles);
        layout->addLayout(stacked, stretch);
        return stacked;
    };
    column(tr("Icon"), m_icon, 0)->addStretch();
    QVBoxLayout *screenshots = column(tr("Screenshots"), m_screenshots, 1);
    screenshots->addWidget(m_remark);
    screenshots->addStretch();
    m_remark->setWordWrap(true);
    m_remark->setIndent(4);
}

void ImagesSection::setPreview(const Preview &preview)
{
    QList<Shown> shown;
    for (const PreviewImage &image : preview.images)
        shown.append(takeOver(image));
    for (const Shown &old : std::as_const(m_shown))
        delete old.tile;
    m_shown = shown;
    for (FlowLayout *layout : {m_icon, m_screenshots}) {
        while (QLayoutItem *item = layout->takeAt(0))
            delete item;
    }
    QWidget *before = nullptr;
    for (const Shown &one : std::as_const(m_shown)) {
        (one.image.isIcon ? m_icon : m_screenshots)->addWidget(one.tile);
        if (before)
            setTabOrder(before, one.tile);
        before = one.tile;
    }
    QString remark;
    if (preview.moreImages > 0)
        remark = tr("%n more screenshot(s) are not shown here.", nullptr, preview.moreImages);
    else if (preview.images.size() < 2)
        remark = tr("The extension.yaml names no screenshots. Customers like to see what they get.");
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

ImagesSection::Shown ImagesSection::takeOver(const PreviewImage &image)
{
    for (qsizetype i = 0; i < m_shown.size(); ++i) {
        if (m_shown.at(i).image == image)
            return m_shown.takeAt(i);
    }
    auto *tile = new ImageTile(image.name, image.isIcon ? iconBox : screenshotBox, this);
    connect(tile, &ImageTile::activated, this, [this, image] { openInFullSize(image); });
    fill(tile, image);
    return {image, tile};
}

void ImagesSection::fill(ImageTile *tile, const PreviewImage &image)
{
    switch (image.kind) {
    case PreviewImage::Kind::Missing:
        tile->setMissing(image.problem);
        return;
    case PreviewImage::Kind::Remote:
        tile->setRemote(tr("Lies on another server. It is not fetched here."));
        return;
    case PreviewImage::Kind::Local:
    case PreviewImage::Kind::Data:
        break;
    }
    tile->setLoading();
    m_decoder->decode(image.bytes, tile->wantedPixels(), tile, [tile, image](const Result<DecodedImage> &decoded) {
        if (decoded)
            tile->setImage(*decoded, remarkOn(image, *decoded));
        else
            tile->setBroken(decoded.error().sentence);
    });
}

void ImagesSection::openInFullSize(const PreviewImage &image)
{
    auto *dialog = new FullImageDialog(image.name, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_decoder->decode(image.bytes, dialog->wantedPixels(), dialog, [dialog](const Result<DecodedImage> &decoded) {
        if (decoded)
            dialog->setImage(*decoded);
        else
            dialog->setProblem(decoded.error().sentence);
    });
    dialog->open();
}

} // namespace ksp
