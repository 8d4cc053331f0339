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

/// For localhost by its common name only: the alternative name is another (-subj /CN=localhost -addext
/// subjectAltName=DNS:other.example). The same private key.
inline QByteArray commonNameCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUEfBvvF2WEAqXJoeoMd7hhJ/5oDEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTIwMTE0MTU0MloYDzIxMjYxMTA3
MTQxNTQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR0pho6eJID4K7wTam4wglW1KJXNm9yX26HtAIOVVdmZf1f0D9NWPvG
fbbXj3KP7e2C5e5g5RB6q46UiK90YZUjo20wazAdBgNVHQ4EFgQUl0dCHTU+UDx/
RAo/DuXtfZLgMvAwHwYDVR0jBBgwFoAUl0dCHTU+UDx/RAo/DuXtfZLgMvAwDwYD
VR0TAQH/BAUwAwEB/zAYBgNVHREEETAPgg1vdGhlci5leGFtcGxlMAoGCCqGSM49
BAMCA0gAMEUCIQCl8RBiHGXh0TJs2JzLFZ+e8H3UvCUkMcyr12J+Z4eXNQIgcJB3
bQW/yY2GH9GvT7kbnCtzfx77MR0TFdneT9e3d5k=
-----END CERTIFICATE-----
)";
}

/// For 127.0.0.1 by its common name, without any alternative name. The same private key.
inline QByteArray commonAddressCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUAw/bHJetDeYv3NT+sI5uI9nxYx0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTIwMTE0MTU0MloYDzIxMjYxMTA3
MTQxNTQyWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR0pho6eJID4K7wTam4wglW1KJXNm9yX26HtAIOVVdmZf1f0D9NWPvG
fbbXj3KP7e2C5e5g5RB6q46UiK90YZUjo1MwUTAdBgNVHQ4EFgQUl0dCHTU+UDx/
RAo/DuXtfZLgMvAwHwYDVR0jBBgwFoAUl0dCHTU+UDx/RAo/DuXtfZLgMvAwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAFINRcr5pqXnT0mlhTEaXH
4BSkmt1wc1RqtjDVZAfGzwIhAIAaXRjsE+4Dw9SRzd553mnAumgXSywjVxEtN+hw
r6vn
-----END CERTIFICATE-----
)";
}

/// -subj /CN=cn.example, and the alternative names DNS:plain.example, DNS:*.wild.example, DNS:part*.example, DNS:*,
/// DNS:*.com, DNS:a.*.example, IP:10.1.2.3, IP:fd00::1, DNS:10.9.9.9, DNS:xn--bcher-kva.example, DNS:UPPER.Example.
inline QByteArray manyNamesCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIICHTCCAcSgAwIBAgIUXp3gw4OgL9Jp5sg1HvfwrpD9EqcwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKY24uZXhhbXBsZTAgFw0yNjEyMDExNDE1NDNaGA8yMTI2MTEw
NzE0MTU0M1owFTETMBEGA1UEAwwKY24uZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABHSmGjp4kgPgrvBNqbjCCVbUolc2b3Jfboe0Ag5VV2Zl/V/QP01Y
+8Z9ttePco/t7YLl7mDlEHqrjpSIr3RhlSOjge8wgewwHQYDVR0OBBYEFJdHQh01
PlA8f0QKPw7l7X2S4DLwMB8GA1UdIwQYMBaAFJdHQh01PlA8f0QKPw7l7X2S4DLw
MA8GA1UdEwEB/wQFMAMBAf8wgZgGA1UdEQSBkDCBjYINcGxhaW4uZXhhbXBsZYIO
Ki53aWxkLmV4YW1wbGWCDXBhcnQqLmV4YW1wbGWCASqCBSouY29tggthLiouZXhh
bXBsZYcECgECA4cQ/QAAAAAAAAAAAAAAAAAAAYIIMTAuOS45LjmCFXhuLS1iY2hl
ci1rdmEuZXhhbXBsZYINVVBQRVIuRXhhbXBsZTAKBggqhkjOPQQDAgNHADBEAiAM
Pq5b6GuVgtlTmMsoYyQblyWcaNnG566w+J6Z4xNYnAIgIWnIkFTrI0UUlxKu6XSR
SXzn/hgGZHAYfswTeIh+jRI=
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
