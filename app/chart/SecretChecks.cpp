#include "chart/SecretChecks.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::SecretChecks)
};

bool beginsAsPrivateKey(const QByteArray &data)
{
    static const QRegularExpression begin(QStringLiteral("^\\s*-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"));
    const QByteArray head = data.first(qMin<qsizetype>(data.size(), 200));
    return head.contains("PRIVATE KEY") && begin.match(QString::fromLatin1(head)).hasMatch();
}

/// A private key with its contents, in a text that holds other things, too.
bool holdsPrivateKey(const QByteArray &data)
{
    // Two lines of its contents: what is only named in a documentation or made by a template has none.
    static const QRegularExpression key(
        QStringLiteral("-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\\\\?n?\\s*[A-Za-z0-9+/=]{40,}"));
    return data.contains("PRIVATE KEY-----") && key.match(QString::fromLatin1(data)).hasMatch();
}

/// kubectl's configuration with a way in: a client's key, a token or a password.
bool isKubeconfig(const QByteArray &data)
{
    constexpr qsizetype largest = 1024 * 1024;
    // Most files are told by this, without being made a text.
    if (data.size() > largest || !data.contains("Config") || (!data.contains("clusters:") && !data.contains("users:")))
        return false;
    static const QRegularExpression kind(
        QStringLiteral("^kind:\\s*[\"']?Config[\"']?\\s*$"), QRegularExpression::MultilineOption);
    static const QRegularExpression access(
        QStringLiteral("^[\\s-]*(?:client-key-data|token|password):\\s*[^\\s{#]"), QRegularExpression::MultilineOption);
    const QString text = QString::fromUtf8(data);
    return kind.match(text).hasMatch() && (access.match(text).hasMatch() || text.contains(QLatin1String("clusters:")));
}

/// Names that tools give to what holds passwords and keys.
bool isSecretName(const QString &name)
{
    static const QRegularExpression secret(
        QStringLiteral(
            "^(?:\\.env(?:\\.(?!example|sample|template|dist|defaults?).+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\\.netrc|\\."
            "pgpass|"
            "\\.git-credentials|\\.dockercfg|kubeconfig|.+\\.kubeconfig|.+\\.(?:p12|pfx|jks|keystore|ppk))\\z"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(name).hasMatch();
}

} // namespace

QList<Finding> checkSecrets(const FileMap &files)
{
    QList<Finding> findings;
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const QString &path = file.key();
        const auto add = [&](Severity severity, const QString &sentence) {
            findings.append({severity, {path, 0, 0}, sentence, QStringLiteral("secret")});
        };
        if (beginsAsPrivateKey(file.value())) {
            add(Severity::Error,
                Text::tr(
                    "This is a private key, and everybody could read it in the package. Delete it or leave it out with "
                    ".helmignore; where it was published before, replace it."));
        } else if (isSecretName(path.section(u'/', -1)) || isKubeconfig(file.value())) {
            add(Severity::Warning,
                Text::tr(
                    "This looks like a file with passwords or keys, which everybody can read in the package. Leave it "
                    "out with .helmignore."));
        } else if (holdsPrivateKey(file.value())) {
            add(Severity::Warning,
                Text::tr(
                    "This file holds a private key, which everybody can read in the package. Have it made when the "
                    "extension is installed."));
        }
    }
    return findings;
}

} // namespace ksp
