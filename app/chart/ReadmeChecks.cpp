#include "chart/ReadmeChecks.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ReadmeChecks)
};

bool isShown(const QString &address)
{
    return address.startsWith(QLatin1String("https://"), Qt::CaseInsensitive);
}

/// `code` within a line is no Markdown.
QString withoutCode(QString line)
{
    static const QRegularExpression code(QStringLiteral("(`+)(?:(?!\\1).)*\\1"));
    return line.contains(u'`') ? line.replace(code, QString()) : line;
}

bool hasLostImage(const QString &line)
{
    static const QRegularExpression markdown(
        QStringLiteral("!\\[[^\\]]*\\]\\(\\s*<?([^)\\s>]+)|<img\\b[^>]*?\\bsrc\\s*=\\s*[\"']?([^\"'\\s>]+)"),
        QRegularExpression::CaseInsensitiveOption);
    for (auto matches = markdown.globalMatch(line); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        if (!isShown(match.captured(1) + match.captured(2)))
            return true;
    }
    return false;
}

} // namespace

QList<int> linesWithLostImages(const QByteArray &markdown)
{
    static const QRegularExpression reference(QStringLiteral("!\\[([^\\]]*)\\](?:\\[([^\\]]*)\\])?(?!\\()"));
    static const QRegularExpression definition(QStringLiteral("^ {0,3}\\[([^\\]]+)\\]:\\s*<?(\\S+?)>?(?:\\s|$)"));
    constexpr qsizetype longestLine = 64 * 1024; // nobody writes longer ones
    QList<int> lost;
    QHash<QString, QString> addresses; // of references, by their name in small letters
    QList<std::pair<QString, int>> references;
    QByteArray fence;
    int number = 0;
    for (const QByteArray &bytes : markdown.split('\n')) {
        ++number;
        const QByteArray begin = bytes.trimmed().first(qMin<qsizetype>(bytes.trimmed().size(), 3));
        if (!fence.isEmpty() || begin == "```" || begin == "~~~") {
            fence = fence.isEmpty() ? begin : begin == fence ? QByteArray() : fence;
            continue;
        }
        if ((!bytes.contains('[') && !bytes.contains('<')) || bytes.size() > longestLine)
            continue;
        const QString line = withoutCode(QString::fromUtf8(bytes));
        if (const auto match = definition.match(line); match.hasMatch())
            addresses.insert(match.captured(1).toLower(), match.captured(2));
        if (hasLostImage(line)) {
            lost.append(number);
            continue;
        }
        for (auto matches = reference.globalMatch(line); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            const QString name = match.captured(2).isEmpty() ? match.captured(1) : match.captured(2);
            references.append({name.toLower(), number});
        }
    }
    for (const auto &[name, line] : std::as_const(references)) {
        if (const auto address = addresses.constFind(name); address != addresses.cend() && !isShown(*address))
            lost.append(line);
    }
    std::sort(lost.begin(), lost.end());
    const auto end = std::unique(lost.begin(), lost.end());
    lost.resize(std::distance(lost.begin(), end));
    return lost;
}

QList<Finding> checkReadmes(const Chart &chart)
{
    static const QRegularExpression shown(
        QStringLiteral("^(readme|changelog)[^/]*\\.md\\z"), QRegularExpression::CaseInsensitiveOption);
    constexpr qsizetype mostOfAFile = 20;
    QList<Finding> findings;
    for (auto file = chart.files.cbegin(); file != chart.files.cend(); ++file) {
        if (!shown.match(file.key()).hasMatch())
            continue;
        const QList<int> lines = linesWithLostImages(file.value());
        for (const int line : lines.first(qMin(lines.size(), mostOfAFile))) {
            findings.append({Severity::Warning, {file.key(), line, 0},
                Text::tr(
                    "The image in this line never shows: the console takes images from absolute https:// addresses "
                    "only. Put it on a server, and write its address here."),
                QStringLiteral("readme-image")});
        }
    }
    return findings;
}

} // namespace ksp
