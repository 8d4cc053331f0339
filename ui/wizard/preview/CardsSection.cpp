#include "wizard/preview/CardsSection.h"

#include "image/ImageDecoder.h"
#include "widgets/Look.h"

#include <QHBoxLayout>
#include <QLabel>

namespace ksp {

namespace {

using Source = CardTexts::Source;

QWidget *withHeading(const QString &heading, MarketplaceCard *card)
{
    auto *column = new QWidget;
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(new QLabel(heading));
    layout->addWidget(card);
    return column;
}

} // namespace

CardsSection::CardsSection(ImageDecoder *decoder, QWidget *parent)
    : QWidget(parent), m_decoder(decoder), m_chinese(new MarketplaceCard), m_english(new MarketplaceCard),
      m_notes(new QWidget), m_noteLayout(new QVBoxLayout(m_notes))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(withHeading(tr("Card in Chinese"), m_chinese), 0, Qt::AlignTop);
    layout->addWidget(withHeading(tr("Card in English"), m_english), 0, Qt::AlignTop);
    layout->addWidget(m_notes, 1, Qt::AlignTop);
    auto *explanation
        = new QLabel(tr("This is how the console of KubeSphere 4.1 shows the extension. Customers get the "
                        "card of their language, and English where theirs is missing."));
    explanation->setWordWrap(true);
    m_noteLayout->setContentsMargins(0, 0, 0, 0);
    m_noteLayout->setSpacing(inside);
    m_noteLayout->addSpacing(fontMetrics().height() + inside); // Level with the cards.
    m_noteLayout->addWidget(explanation);
}

void CardsSection::setPreview(const Preview &preview)
{
    m_chinese->setContent(preview.chinese.content);
    m_english->setContent(preview.english.content);
    setTexts(preview);
    const PreviewImage icon = preview.images.isEmpty() ? PreviewImage() : preview.images.first();
    if (icon == m_icon)
        return;
    m_icon = icon;
    decodeIcon();
}

void CardsSection::setTexts(const Preview &preview)
{
    QStringList sentences;
    const auto missing = [&sentences](const CardTexts &card, Source source, const QString &key, bool isName) {
        const QString language = languageKey(card.content.language);
        if (source == Source::English && card.content.language != CardContent::Language::English)
            sentences.append(tr("%1 has no text for “%2”: the English one is shown.").arg(key, language));
        else if (source == Source::None && isName)
            sentences.append(tr("%1 has no text for “%2”: the package's name is shown.").arg(key, language));
        else if (source == Source::None)
            sentences.append(tr("%1 has no text for “%2”: nothing is shown.").arg(key, language));
    };
    for (const CardTexts *card : {&preview.chinese, &preview.english}) {
        missing(*card, card->name, QStringLiteral("displayName"), true);
        missing(*card, card->description, QStringLiteral("description"), false);
        missing(*card, card->provider, QStringLiteral("provider"), false);
    }
    // A text that stands in for a missing one is spoken of once, where it belongs.
    const auto cut = [&sentences](bool isCut, Source source, const QString &key) {
        if (isCut && source == Source::Own)
            sentences.append(tr("The end of %1 is not seen on the card. Shorten it.").arg(key));
    };
    const auto cuts = [&cut](const MarketplaceCard &card, const CardTexts &texts) {
        const QString language = languageKey(texts.content.language);
        cut(card.isNameCut(), texts.name, QStringLiteral("displayName.") + language);
        cut(card.isProviderCut(), texts.provider, QStringLiteral("provider.%1.name").arg(language));
        cut(card.isDescriptionCut(), texts.description, QStringLiteral("description.") + language);
    };
    cuts(*m_chinese, preview.chinese);
    cuts(*m_english, preview.english);
    if (!preview.neverShownLanguages.isEmpty()) {
        sentences.append(tr("Never shown, since the console looks for “zh” and “en” only: %1.")
                             .arg(preview.neverShownLanguages.join(QLatin1String(", ")).left(100)));
    }
    if (notes() == sentences.join(u'\n'))
        return;
    qDeleteAll(m_noteLabels);
    m_noteLabels.clear();
    for (const QString &sentence : std::as_const(sentences)) {
        auto *label = new QLabel(sentence);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        m_noteLayout->addWidget(label);
        m_noteLabels.append(label);
    }
}

QString CardsSection::notes() const
{
    QStringList sentences;
    for (const QLabel *label : m_noteLabels)
        sentences.append(label->text());
    return sentences.join(u'\n');
}

void CardsSection::decodeIcon()
{
    const int asked = ++m_asked;
    const auto show = [this](const DecodedImage &image) {
        m_chinese->setIcon(image);
        m_english->setIcon(image);
    };
    show({});
    if (m_icon.bytes.isEmpty())
        return;
    m_decoder->decode(
        m_icon.bytes, m_chinese->wantedIconPixels(), this, [this, asked, show](const Result<DecodedImage> &image) {
            if (asked == m_asked && image)
                show(*image);
        });
}

} // namespace ksp
