// The keychain as a module of its own: see LateKeyStore.
#include "account/KeychainKeyStore.h"

/// The caller owns the store.
extern "C" Q_DECL_EXPORT ksp::KeyStore *ksp_make_keychain()
{
    return new ksp::KeychainKeyStore;
}
