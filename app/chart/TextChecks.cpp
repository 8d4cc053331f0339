#include "chart/TextChecks.h"

#include "chart/MetadataRewriter.h"
#include "chart/YamlReader.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUtf8StringView>

#include <algorithm>
#include <array>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::TextChecks)
};

bool isTemplate(const QString &path)
{
    return path.startsWith(QLatin1String("templates/")) || path.contains(QLatin1String("/templates/"));
}

/// What Helm, clusters and the console take for text.
bool isText(const QString &path)
{
    static constexpr std::array<QLatin1String, 8> suffixes{QLatin1String(".yaml"), QLatin1String(".yml"),
        QLatin1String(".tpl"), QLatin1String(".txt"), QLatin1String(".md"), QLatin1String(".json"),
        QLatin1String(".sh"), QLatin1String(".toml")};
    return isTemplate(path) || std::any_of(suffixes.begin(), suffixes.end(), [&path](QLatin1String suffix) {
        return path.endsWith(suffix);
    });
}

int lineAt(const QByteArray &text, qsizetype at)
{
    return int(QByteArrayView(text).first(at).count('\n')) + 1;
}

/// The line of the first bytes that are not UTF-8, 0 where all are.
int lineThatIsNotUtf8(const QByteArray &text)
{
    if (QUtf8StringView(text).isValidUtf8())
        return 0;
    qsizetype begin = 0;
    while (begin < text.size()) {
        const qsizetype newline = text.indexOf('\n', begin);
        const qsizetype end = newline < 0 ? text.size() : newline;
        if (!QUtf8StringView(text.constData() + begin, end - begin).isValidUtf8())
            break;
        begin = end + 1;
    }
    return lineAt(text, qMin(begin, text.size()));
}

void checkEncoding(const FileMap &files, QList<Finding> *findings)
{
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        // Of extension.yaml the YAML reader says so.
        if (!isText(file.key()) || file.key() == QLatin1String("extension.yaml"))
            continue;
        const int line = lineThatIsNotUtf8(file.value());
        if (line == 0)
            continue;
        findings->append({Severity::Warning, {file.key(), line, 0},
            isTemplate(file.key())
                ? Text::tr("This line is not UTF-8, and the extension cannot be installed: Kubernetes takes no other "
                           "encoding. Save the file as UTF-8.")
                : Text::tr("This line is not UTF-8, and is shown with wrong characters. Save the file as UTF-8."),
            QStringLiteral("not-utf8")});
    }
}

void checkValues(const FileMap &files, QList<Finding> *findings)
{
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const QString &path = file.key();
        if (path != QLatin1String("values.yaml")
            && !(path.startsWith(QLatin1String("charts/")) && path.endsWith(QLatin1String("/values.yaml"))))
            continue;
        const QByteArray &text = file.value();
        const qsizetype removed = text.size() - withoutLeadingSeparator(text).size();
        qsizetype from = 0;
        for (auto separator = findDocumentSeparator(text, 0); separator;
             separator = findDocumentSeparator(text, from)) {
            const bool isLeading = separator->begin == 0 || (from == 0 && removed > 0);
            if (!isLeading && !text.sliced(separator->end).trimmed().isEmpty()) {
                findings->append({Severity::Warning, {path, lineAt(text, separator->begin), 1},
                    Text::tr(
                        "Helm 3 reads nothing behind this “---”, Helm 4 puts all parts together. Make one document of "
                        "them."),
                    QStringLiteral("values-documents")});
                break;
            }
            from = separator->end;
        }
    }
}

void checkPermissions(const FileMap &files, QList<Finding> *findings)
{
    class Nothing : public YamlHandler
    {
    public:
        void node(const YamlEvent &) override { }
        void end() override { }
    };
    const QString name = QStringLiteral("permissions.yaml");
    const auto file = files.constFind(name);
    if (file == files.cend())
        return;
    // Each document is read by itself; of a broken one and all behind it clusters take nothing, without a word.
    qsizetype begin = 0;
    while (begin <= file->size()) {
        const auto separator = findDocumentSeparator(*file, begin);
        const qsizetype end = separator ? separator->begin : file->size();
        // Blank lines in place of what stands before, so that the error has the line of the file.
        const QByteArray document = QByteArray(file->first(begin).count('\n'), '\n') + file->sliced(begin, end - begin);
        Nothing nothing;
        if (const auto error = readYaml(document, name, &nothing)) {
            static const QRegularExpression place(QStringLiteral("permissions\\.yaml:(\\d+)(?::(\\d+))?"));
            const auto match = place.match(error->sentence);
            findings->append({Severity::Error, {name, match.captured(1).toInt(), match.captured(2).toInt()},
                error->sentence + u' ' + Text::tr("Clusters give the extension none of the permissions that follow."),
                QStringLiteral("permissions")});
            return;
        }
        if (!separator)
            return;
        begin = separator->end;
    }
}

void checkStaticUse(const Chart &chart, QList<Finding> *findings)
{
    const PlacedText &value = chart.metadata.staticFileDirectory;
    const QString folder = value.isEmpty() ? QString() : chartPathOf(value.text);
    if (folder.isEmpty())
        return;
    static const QRegularExpression use(
        QStringLiteral("\\.Files\\.(?:Get|GetBytes|Lines|Glob)\\s+(?:\"([^\"]*)\"|`([^`]*)`)"));
    // Sub-charts have files of their own.
    for (auto file = chart.files.lowerBound(QStringLiteral("templates/"));
         file != chart.files.cend() && file.key().startsWith(QLatin1String("templates/")); ++file) {
        if (!file.value().contains(".Files."))
            continue;
        const QString text = QString::fromUtf8(file.value());
        for (auto matches = use.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            if (!(match.captured(1) + match.captured(2)).startsWith(folder + u'/'))
                continue;
            findings->append({Severity::Warning,
                {file.key(), int(QStringView(text).first(match.capturedStart()).count(u'\n')) + 1, 0},
                Text::tr("This line reads a file of %1/, which is left out of the package (staticFileDirectory): it is "
                         "empty in clusters. Move the file to another folder.")
                    .arg(folder),
                QStringLiteral("static-use")});
        }
    }
}

} // namespace

QList<Finding> checkTexts(const Chart &chart)
{
    QList<Finding> findings;
    checkEncoding(chart.files, &findings);
    checkValues(chart.files, &findings);
    checkPermissions(chart.files, &findings);
    checkStaticUse(chart, &findings);
    return findings;
}

} // namespace ksp
