#include "chart/ImageReach.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace ksp {

namespace {

/// As git and grep tell text from binary.
bool isText(const QByteArray &data)
{
    return !QByteArrayView(data).first(qMin<qsizetype>(data.size(), 8000)).contains('\0');
}

} // namespace

ImageReach::ImageReach(const FileMap &files)
{
    static const QRegularExpression wildcard(QStringLiteral("[*?\\[{\\\\]|$"));
    static const QRegularExpression use(QStringLiteral("\\.Files\\b(?:\\.(\\w+)(?:\\s+(?:\"([^\"]*)\"|`([^`]*)`))?)?"));
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QString &path = it.key();
        if (path == QLatin1String("extension.yaml") || path == QLatin1String("Chart.yaml") || !isText(it.value()))
            continue;
        m_texts.append(it.value());
        const bool isTemplate
            = path.startsWith(QLatin1String("templates/")) || path.contains(QLatin1String("/templates/"));
        if (!isTemplate || !it.value().contains(".Files"))
            continue;
        const QString text = QString::fromUtf8(it.value());
        for (auto matches = use.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            const QString method = match.captured(1);
            const bool literal = match.capturedLength(2) > 0 || match.capturedLength(3) > 0;
            const QString argument = match.captured(2) + match.captured(3);
            if (method == QLatin1String("Glob") && literal)
                m_globPrefixes.append(argument.left(argument.indexOf(wildcard)));
            else if (!literal
                || (method != QLatin1String("Get") && method != QLatin1String("GetBytes")
                    && method != QLatin1String("Lines")))
                m_everything = true;
        }
    }
}

bool ImageReach::needs(const QString &path) const
{
    if (m_everything)
        return true;
    if (std::any_of(m_globPrefixes.begin(), m_globPrefixes.end(),
            [&](const QString &prefix) { return path.startsWith(prefix); }))
        return true;
    const QByteArray base = path.section(u'/', -1).toUtf8();
    const QByteArray encoded = QUrl::toPercentEncoding(QString::fromUtf8(base));
    return std::any_of(m_texts.begin(), m_texts.end(),
        [&](const QByteArray &text) { return text.contains(base) || text.contains(encoded); });
}

} // namespace ksp
