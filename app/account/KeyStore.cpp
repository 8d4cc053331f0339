#include "account/KeyStore.h"

namespace ksp {

QString KeyOwner::entry() const
{
    return server.toString() + QLatin1Char(' ') + userId;
}

} // namespace ksp
