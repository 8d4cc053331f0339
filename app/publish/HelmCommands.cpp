#include "publish/HelmCommands.h"

#include "chart/SemVer.h"
#include "core/DnsName.h"

#include <QRegularExpression>

namespace ksp {

QString shellWord(const QString &text)
{
    static const QRegularExpression harmless(QStringLiteral("\\A[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+=,-]*\\z"));
    if (harmless.match(text).hasMatch())
        return text;
    QString quoted = text;
    quoted.removeIf([](QChar c) { return c.unicode() < 0x20 || (c.unicode() >= 0x7F && c.unicode() < 0xA0); });
    quoted.replace(u'\'', QStringLiteral("'\\''"));
    return u'\'' + quoted + u'\'';
}

QString helmSearchCommands(const QUrl &repository, const QString &name, const QString &version)
{
    if (!isDnsSubdomain(name))
        return {};
    const QString search = isPreRelease(version) ? QStringLiteral(" --devel") : QString();
    return QStringLiteral("helm repo add kscloud-beta %1 && \\\nhelm repo update kscloud-beta && \\\n"
                          "helm search repo %2%3")
        .arg(shellWord(QString::fromLatin1(repository.toEncoded())), shellWord(name), search);
}

} // namespace ksp
