#include "core/Sha256.h"

#include <nettle/sha2.h>

namespace ksp {

QByteArray sha256Hex(QByteArrayView data)
{
    sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, std::size_t(data.size()), reinterpret_cast<const uint8_t *>(data.data()));
    QByteArray digest(SHA256_DIGEST_SIZE, Qt::Uninitialized);
    sha256_digest(&context, std::size_t(digest.size()), reinterpret_cast<uint8_t *>(digest.data()));
    return digest.toHex();
}

} // namespace ksp
