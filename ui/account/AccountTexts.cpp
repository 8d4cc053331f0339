#include "account/AccountTexts.h"

#include "core/SafeText.h"

#include <QCoreApplication>

namespace ksp {

namespace {

constexpr qsizetype longestText = 48; // characters

} // namespace

QString serverText(const Account &account)
{
    if (account.practice)
        return QCoreApplication::translate("ksp::AccountTexts", "Practice Cloud on this computer");
    const QString server = account.server.toString();
    const QString https = QStringLiteral("https://");
    return server.startsWith(https) ? server.mid(https.size()) : server;
}

QString shortText(const QString &text)
{
    const QString line = safeText(text.simplified(), text.size());
    if (line.size() <= longestText)
        return line;
    return line.left(longestText / 2) + QChar(0x2026) + line.right(longestText / 2 - 1);
}

QString buttonText(const QString &text)
{
    return shortText(text).replace(u'&', QStringLiteral("&&"));
}

} // namespace ksp
