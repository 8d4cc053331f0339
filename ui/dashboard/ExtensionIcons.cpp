#include "dashboard/ExtensionIcons.h"

#include "image/ImageDecoder.h"

#include <QBuffer>
#include <QPixmap>

namespace ksp {

namespace {

/// For screens of up to that many pixels to one.
constexpr int sharp = 3;

} // namespace

ExtensionIcons::ExtensionIcons(Database *database, ImageDecoder *decoder, QObject *parent)
    : QObject(parent), m_store(database), m_decoder(decoder)
{
}

void ExtensionIcons::setOwner(const ReviewOwner &owner)
{
    if (m_owner == owner)
        return;
    m_owner = owner;
    m_encoded.clear();
    m_icons.clear();
    m_last = {};
    if (!owner.isValid())
        return;
    m_store.load(owner, this, [this, owner](const Result<QHash<QString, QByteArray>> &icons) {
        if (!icons || owner != m_owner)
            return;
        // What came from a chart meanwhile is newer.
        for (auto icon = icons->cbegin(); icon != icons->cend(); ++icon) {
            if (!m_encoded.contains(icon.key()))
                m_encoded.insert(icon.key(), icon.value());
        }
        m_icons.clear();
        emit changed();
    });
}

void ExtensionIcons::remember(const QString &name, const QByteArray &encoded)
{
    if (!m_decoder || !m_owner.isValid() || name.isEmpty() || encoded.isEmpty())
        return;
    // A draft tells of every change, mostly of something else.
    if (m_last == std::pair(name, encoded))
        return;
    m_last = {name, encoded};
    m_decoder->decode(encoded, {size * sharp, size * sharp}, this,
        [this, name, owner = m_owner](const Result<DecodedImage> &decoded) {
            if (decoded)
                keep(owner, name, decoded->image);
        });
}

void ExtensionIcons::keep(const ReviewOwner &owner, const QString &name, const QImage &image)
{
    QBuffer buffer;
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG") || buffer.size() > IconStore::largest)
        return;
    if (owner == m_owner) {
        if (m_encoded.value(name) == buffer.data())
            return;
        m_encoded.insert(name, buffer.data());
        m_icons.remove(name);
        emit changed();
    }
    // Without it the icon is unknown at the next start, and nothing else.
    m_store.save(owner, name, buffer.data(), this, [](const Result<void> & /*saved*/) {});
}

QIcon ExtensionIcons::iconOf(const QString &name) const
{
    const auto known = m_icons.constFind(name);
    if (known != m_icons.cend())
        return *known;
    QPixmap pixmap;
    const QByteArray encoded = m_encoded.value(name);
    if (encoded.isEmpty() || !pixmap.loadFromData(encoded, "PNG"))
        return {};
    pixmap.setDevicePixelRatio(sharp);
    return *m_icons.insert(name, QIcon(pixmap));
}

} // namespace ksp
