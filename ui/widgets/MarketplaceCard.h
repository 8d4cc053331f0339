#pragma once

#include "image/DecodedImage.h"

#include <QLabel>

namespace ksp {

/// What a card of the console's marketplace shows, in one language.
struct CardContent
{
    enum class Language { English, Chinese };
    Language language = Language::English;
    QString name;
    QString provider;
    QString description;
};

/// An extension's card as the console 4.1 draws it (248 × 278 pixels, always white): too long texts are
/// cut and strange icons misbehave in the same way as there. Screen readers read it as text.
class MarketplaceCard : public QLabel
{
    Q_OBJECT
public:
    explicit MarketplaceCard(QWidget *parent = nullptr);

    void setContent(const CardContent &content);
    /// A null image: an empty place.
    void setIcon(const DecodedImage &icon);

    /// In device pixels: what to decode the icon for.
    [[nodiscard]] QSize wantedIconPixels() const;
    /// Whether customers see the end of these.
    [[nodiscard]] bool isNameCut() const { return m_nameCut; }
    [[nodiscard]] bool isProviderCut() const { return m_providerCut; }
    [[nodiscard]] bool isDescriptionCut() const { return m_descriptionCut; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void measure();

    CardContent m_content;
    DecodedImage m_icon;
    bool m_nameCut = false;
    bool m_providerCut = false;
    bool m_descriptionCut = false;
};

} // namespace ksp
