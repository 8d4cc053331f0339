#pragma once

#include "review/IconStore.h"

#include <QHash>
#include <QIcon>
#include <QObject>

#include <utility>

namespace ksp {

class ImageDecoder;

/// The icons of the extensions in the table, as far as this program has met them in charts: kept small in the database,
/// and decoded as pictures when a row is seen. Lives on the UI thread.
class ExtensionIcons : public QObject
{
    Q_OBJECT
public:
    /// Device-independent pixels of the sides.
    static constexpr int size = 20;

    /// Neither is owned; both must live longer. Without a decoder nothing new is learned.
    ExtensionIcons(Database *database, ImageDecoder *decoder, QObject *parent = nullptr);

    void setOwner(const ReviewOwner &owner);
    /// The encoded icon of a chart that was opened. Decoded apart (see ImageDecoder): nobody vouches for it.
    void remember(const QString &name, const QByteArray &encoded);
    /// Null where none is known.
    [[nodiscard]] QIcon iconOf(const QString &name) const;

signals:
    /// iconOf() gives others.
    void changed();

private:
    void keep(const ReviewOwner &owner, const QString &name, const QImage &image);

    IconStore m_store;
    ImageDecoder *m_decoder;
    ReviewOwner m_owner;
    QHash<QString, QByteArray> m_encoded; ///< PNG, as kept in the database.
    std::pair<QString, QByteArray> m_last; ///< What remember() was given last.
    mutable QHash<QString, QIcon> m_icons; ///< Of those that were asked for.
};

} // namespace ksp
