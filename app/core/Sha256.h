#pragma once

#include <QByteArray>

namespace ksp {

/// SHA-256 in lowercase hex. In place of QCryptographicHash for what may be large (images, packages): Nettle uses the
/// processor's own instructions where it has them, which is twenty times as fast. Thread-safe.
QByteArray sha256Hex(QByteArrayView data);

} // namespace ksp
