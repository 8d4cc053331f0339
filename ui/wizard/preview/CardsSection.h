#pragma once

#include "wizard/preview/Preview.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QVBoxLayout;
QT_END_NAMESPACE

namespace ksp {

class ImageDecoder;

/// The marketplace's card in Chinese and in English, and beside them what is worth knowing about them.
class CardsSection : public QWidget
{
    Q_OBJECT
public:
    /// `decoder` is not owned and must live longer.
    explicit CardsSection(ImageDecoder *decoder, QWidget *parent = nullptr);

    void setPreview(const Preview &preview);
    /// The sentences beside the cards, each on a line of its own.
    [[nodiscard]] QString notes() const;

private:
    void setTexts(const Preview &preview);
    void decodeIcon();

    ImageDecoder *m_decoder;
    PreviewImage m_icon;
    int m_asked = 0; ///< Which icon an answer of the decoder belongs to.
    MarketplaceCard *m_chinese;
    MarketplaceCard *m_english;
    QWidget *m_notes;
    QList<QLabel *> m_noteLabels;
    QVBoxLayout *m_noteLayout;
};

} // namespace ksp
