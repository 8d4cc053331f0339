#include "chart/ImageReach.h"

#include "chart/TextFinder.h"

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

/// By how a text may name an image: its base name, plain or as in a URL -> the images.
QMap<QByteArray, QStringList> namesOf(const QStringList &images)
{
    constexpr qsizetype enough = 64; // bytes; of longer names the end is looked for, which bounds memory
    QMap<QByteArray, QStringList> names;
    for (const QString &path : images) {
        const QString base = path.section(u'/', -1);
        names[base.toUtf8().right(enough)].append(path);
        names[QUrl::toPercentEncoding(base).right(enough)].append(path);
    }
    return names;
}

} // namespace

ImageReach::ImageReach(const FileMap &files, const QStringList &images, const std::stop_token &stop)
{
    const QMap<QByteArray, QStringList> names = namesOf(images);
    TextFinder finder(names.keys());
    for (auto it = files.begin(); it != files.end(); ++it) {
        m_everything = m_everything || stop.stop_requested();
        if (m_everything)
            return;
        const QString &path = it.key();
        if (path == QLatin1String("extension.yaml") || path == QLatin1String("Chart.yaml") || !isText(it.value()))
            continue;
        if (!finder.areAllFound())
            finder.search(it.value());
        if (path.startsWith(QLatin1String("templates/")) || path.contains(QLatin1String("/templates/")))
            readTemplate(it.value());
    }
    qsizetype index = 0;
    for (const QStringList &named : names) {
        if (finder.isFound(index++))
            m_needed.unite(QSet<QString>(named.begin(), named.end()));
    }
    for (const QString &image : images) {
        if (std::any_of(m_globPrefixes.begin(), m_globPrefixes.end(),
                [&image](const QString &prefix) { return image.startsWith(prefix); }))
            m_needed.insert(image);
    }
}

void ImageReach::readTemplate(const QByteArray &text)
{
    static const QRegularExpression wildcard(QStringLiteral("[*?\\[{\\\\]|$"));
    static const QRegularExpression use(QStringLiteral("\\.Files\\b(?:\\.(\\w+)(?:\\s+(?:\"([^\"]*)\"|`([^`]*)`))?)?"));
    if (!text.contains(".Files"))
        return;
    const QString subject = QString::fromUtf8(text);
    for (auto matches = use.globalMatch(subject); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const QString method = match.captured(1);
        const bool literal = match.capturedLength(2) > 0 || match.capturedLength(3) > 0;
        const QString argument = match.captured(2) + match.captured(3);
        if (method == QLatin1String("Glob") && literal)
            m_globPrefixes.insert(argument.left(argument.indexOf(wildcard)));
        else if (!literal
            || (method != QLatin1String("Get") && method != QLatin1String("GetBytes")
                && method != QLatin1String("Lines")))
            m_everything = true;
    }
}

} // namespace ksp
