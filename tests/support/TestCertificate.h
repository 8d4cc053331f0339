#pragma once

#include <QByteArray>

namespace ksp::test {

/// A self-signed certificate for 127.0.0.1 that nobody trusts who was not told to. Made with `openssl req -x509
/// -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 36500 -subj /CN=test.invalid -addext
/// subjectAltName=IP:127.0.0.1,DNS:localhost`; the key protects nothing.
inline QByteArray testCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIIBoDCCAUegAwIBAgIUZppA0GPAX3duWrEK6BkT0LcOyKAwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMdGVzdC5pbnZhbGlkMCAXDTI2MTEyNTE3MjIxNVoYDzIxMjYx
MTAxMTcyMjE1WjAXMRUwEwYDVQQDDAx0ZXN0LmludmFsaWQwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAR0pho6eJID4K7wTam4wglW1KJXNm9yX26HtAIOVVdmZf1f
0D9NWPvGfbbXj3KP7e2C5e5g5RB6q46UiK90YZUjo28wbTAdBgNVHQ4EFgQUl0dC
HTU+UDx/RAo/DuXtfZLgMvAwHwYDVR0jBBgwFoAUl0dCHTU+UDx/RAo/DuXtfZLg
MvAwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3Qw
CgYIKoZIzj0EAwIDRwAwRAIgCpsFAL0Jx+XK/F+KPhWphbiKu7f8tF/C9DIZNXWS
qj4CIAmgiuN0/5sl6BYmGxVV4ZXPOXGE5wuLeykt4nzL9ZQR
-----END CERTIFICATE-----
)";
}

inline QByteArray testPrivateKey()
{
    return R"(
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEILDnUyeolhtDm9K8PhBrgptxqjgkLocHVfqRETrqmDP5oAoGCCqGSM49
AwEHoUQDQgAEdKYaOniSA+Cu8E2puMIJVtSiVzZvcl9uh7QCDlVXZmX9X9A/TVj7
xn22149yj+3tguXuYOUQequOlIivdGGVIw==
-----END EC PRIVATE KEY-----
)";
}

} // namespace ksp::test
