#pragma once

#include <QByteArray>

namespace ksp::test {

/// A self-signed certificate that nobody trusts, for tests of the refusal. Made with
/// `openssl req -x509 -new -days 36500 -subj /CN=test.invalid`; the key protects nothing.
inline QByteArray testCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUQS7U5A0yQgFqCKBKOLi/c9E8v00wCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMdGVzdC5pbnZhbGlkMCAXDTI2MTEyMzIyMTcxNFoYDzIxMjYx
MDMwMjIxNzE0WjAXMRUwEwYDVQQDDAx0ZXN0LmludmFsaWQwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATbVhsHzOL849otXoiB/9U48G3WCaytUi8gRTP7XddwDbb7
xbm7KV0srwPQSjLrnmsWpZB7/pdFOjLx/k4xotbio1MwUTAdBgNVHQ4EFgQUZXsx
bFI3CQLmRAz+IHhWPT/Ef3IwHwYDVR0jBBgwFoAUZXsxbFI3CQLmRAz+IHhWPT/E
f3IwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAgbrnSiIsZHIU
SqIyE+dvlAsIO8XkzD+TiOpzH6PsKpECIEACZB7LqNKuNpMqwrPX9JOFB8i293bn
bI+DY0SLXkfj
-----END CERTIFICATE-----
)";
}

inline QByteArray testPrivateKey()
{
    return R"(
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIKqZ2e+ZysAKWABI1U+tgfMtXkQlR8B84nsyjwLFBHv0oAoGCCqGSM49
AwEHoUQDQgAE21YbB8zi/OPaLV6Igf/VOPBt1gmsrVIvIEUz+13XcA22+8W5uyld
LK8D0Eoy655rFqWQe/6XRToy8f5OMaLW4g==
-----END EC PRIVATE KEY-----
)";
}

} // namespace ksp::test
