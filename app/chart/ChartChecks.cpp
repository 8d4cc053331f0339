#include "chart/ChartChecks.h"

#include "chart/ConstraintChecks.h"
#include "chart/ImageChecks.h"
#include "chart/MetadataRewriter.h"
#include "chart/ReadmeChecks.h"
#include "chart/SecretChecks.h"
#include "chart/SemVer.h"
#include "chart/SpellingChecks.h"
#include "chart/TextChecks.h"
#include "core/DnsName.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartChecks)
};

/// ISO 639-1, as ksbuilder checks it (pkg/iso639).
const QSet<QString> &languageCodes()
{
    static const QSet<QString> codes = [] {
        const QStringList list = QStringLiteral("aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca "
                                                "ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu "
                                                "fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
                                                "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn "
                                                "ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr "
                                                "ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os "
                                                "pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq "
                                                "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw "
                                                "ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu")
                                     .split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return codes;
}

bool matches(const char *pattern, const QString &text)
{
    return QRegularExpression(QLatin1String(pattern)).match(text).hasMatch();
}

class Checker
{
public:
    explicit Checker(const Chart &chart) : m_chart(chart), m_md(chart.metadata) { }

    QList<Finding> run()
    {
        required();
        name();
        version();
        languages();
        marketplace();
        m_findings += checkConstraints(m_md);
        dependencies();
        files();
        images();
        m_findings += checkImages(m_chart) + checkSpelling(m_chart.files.value(QStringLiteral("extension.yaml")))
            + checkTexts(m_chart) + checkReadmes(m_chart) + checkSecrets(m_chart.files);
        return m_findings;
    }

private:
    void add(Severity severity, const Place &place, const char *id, const QString &sentence)
    {
        const Place at = place.file.isEmpty() ? Place{QStringLiteral("extension.yaml"), 0, 0} : place;
        m_findings.append({severity, at, sentence, QLatin1String(id)});
    }

    void required()
    {
        const std::pair<const char *, const PlacedText &> texts[] = {{"apiVersion", m_md.apiVersion},
            {"name", m_md.name}, {"version", m_md.version}, {"category", m_md.category}, {"icon", m_md.icon}};
        for (const auto &[key, value] : texts) {
            if (value.isMissing())
                missing(QLatin1String(key), Text::tr("It is required; add it."));
        }
        const std::pair<const char *, bool> maps[] = {{"displayName", m_md.displayName.isEmpty()},
            {"description", m_md.description.isEmpty()}, {"provider", m_md.provider.isEmpty()}};
        for (const auto &[key, isEmpty] : maps) {
            if (isEmpty && !m_md.mistyped.contains(QLatin1String(key)))
                missing(QLatin1String(key), Text::tr("It is required; add it by language, such as “en: …”."));
        }
    }

    void missing(QLatin1String key, const QString &remedy)
    {
        const auto place = m_md.keys.constFind(key);
        const bool isThere = place != m_md.keys.constEnd();
        add(Severity::Error, isThere ? *place : Place(), "required",
            (isThere ? Text::tr("%1 is empty.") : Text::tr("%1 is missing.")).arg(key) + u' ' + remedy);
    }

    void name()
    {
        const PlacedText &value = m_md.name;
        if (value.isEmpty())
            return;
        // kubesphere, pkg/controller/core/util.go: DNS-1123 subdomain of at most 63, else the version is skipped.
        if (!isDnsSubdomain(value.text) || value.text.size() > 63) {
            add(Severity::Error, value.place, "name",
                Text::tr("The name “%1” must consist of at most 63 lower-case letters, digits, hyphens and dots, and "
                         "begin and end with a letter or digit.")
                    .arg(value.text.left(80)));
            return;
        }
        const bool multicluster = m_md.installationMode.text == QLatin1String("Multicluster");
        const int longest = multicluster ? 47 : 53; // Helm's limit for a release name, less "-agent"
        if (value.text.size() > longest) {
            add(Severity::Warning, value.place, "name-long",
                Text::tr("The name has %1 characters; Helm's release names allow %2. The extension may not install.")
                    .arg(value.text.size())
                    .arg(longest));
        } else if (value.text.size() > 32) {
            add(Severity::Advice, value.place, "name-long",
                Text::tr("The documentation asks for names of at most 32 characters."));
        }
        if (value.text.contains(u'.') && m_md.nameSpace.isEmpty())
            add(Severity::Warning, value.place, "name-dot",
                Text::tr("A name with dots cannot become a namespace. Set “namespace”, or use hyphens."));
    }

    void version()
    {
        const PlacedText &value = m_md.version;
        if (value.isEmpty())
            return;
        if (!isExtensionVersion(value.text)) {
            add(Severity::Error, value.place, "version",
                Text::tr("The version “%1” must have three parts, such as 1.0.0 or 1.2.0-rc.1 (SemVer 2).")
                    .arg(value.text.left(80)));
        } else if (!isDnsSubdomain(value.text) || value.text.size() > 63) {
            // kubesphere, isValidExtensionVersion: it becomes part of an object's name.
            add(Severity::Error, value.place, "version",
                Text::tr("Clusters silently skip the version “%1”: it may hold only lower-case letters, digits, dots "
                         "and hyphens, 63 at most, and no “+”.")
                    .arg(value.text.left(80)));
        } else if (value.text.size() > 32) {
            add(Severity::Warning, value.place, "version-long",
                Text::tr("Clusters are going to refuse versions of more than 32 characters."));
        }
    }

    void languages()
    {
        QStringList all;
        QMap<QString, QStringList> byField;
        for (const LanguageKey &key : m_md.languages) {
            const QString meant = meantLanguage(key);
            byField[key.field].append(meant); // what is meant is not said to be missing as well
            if (!languageCodes().contains(key.code))
                add(Severity::Error, key.place, "language", badLanguage(key, meant));
            else if (!all.contains(key.code))
                all.append(key.code);
        }
        for (auto it = byField.cbegin(); it != byField.cend(); ++it) {
            const Place place = m_md.keys.value(it.key());
            for (const QString &code : std::as_const(all)) {
                if (!it->contains(code)) {
                    add(Severity::Warning, place, "language-missing",
                        Text::tr("%1 has no text for the language “%2”, which others have. Add it.")
                            .arg(it.key(), code));
                }
            }
            if (!it->contains(QLatin1String("en")) && !all.contains(QLatin1String("en")))
                add(Severity::Warning, place, "language-en",
                    Text::tr("%1 has no English text (en), which is the default language.").arg(it.key()));
        }
    }

    /// The code itself, or the language that somebody has in mind who writes "zh-CN", "zh_Hans", "EN" or "cn".
    static QString meantLanguage(const LanguageKey &key)
    {
        static const QMap<QString, QString> others{{QStringLiteral("cn"), QStringLiteral("zh")},
            {QStringLiteral("jp"), QStringLiteral("ja")}, {QStringLiteral("chinese"), QStringLiteral("zh")},
            {QStringLiteral("english"), QStringLiteral("en")}};
        static const QRegularExpression region(QStringLiteral("[-_.@].*"));
        const QString begin = QString(key.isTruthValue ? key.written : key.code).toLower().remove(region);
        const QString meant = others.value(begin, begin);
        return languageCodes().contains(meant) ? meant : key.code;
    }

    static QString badLanguage(const LanguageKey &key, const QString &meant)
    {
        const QString written = key.written.left(40);
        const bool isKnown = languageCodes().contains(meant);
        if (key.isTruthValue && isKnown)
            return Text::tr("%1: without quotes YAML reads the key %2 as a truth value. Write it in quotes: \"%3\".")
                .arg(key.field, written, meant);
        if (isKnown)
            return Text::tr("“%1” under %2 is not a language code that clusters look up. Write %3.")
                .arg(written, key.field, meant);
        return Text::tr("“%1” under %2 is not a language code. Use the two letters of ISO 639-1, such as en or zh.")
            .arg(written, key.field);
    }

    void marketplace()
    {
        static const QStringList known = QStringLiteral(
            "ai-machine-learning deepseek database observability integration-delivery networking security "
            "storage streaming-messaging computing dev-tools")
                                             .split(u' ');
        const PlacedText &category = m_md.category;
        // It becomes a label's value; one that is none stops the whole repository (syncExtensionsFromURL).
        if (!category.isEmpty()
            && (category.text.size() > 63 || !matches("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z", category.text))) {
            add(Severity::Error, category.place, "category",
                Text::tr(
                    "The category “%1” may hold only letters, digits, “-”, “_” and “.”, 63 at most. Choose one of: %2.")
                    .arg(category.text.left(80), known.join(QLatin1String(", "))));
        } else if (!category.isEmpty() && !known.contains(category.text)) {
            add(Severity::Warning, category.place, "category-unknown",
                Text::tr("The marketplace does not know the category “%1”; the extension is listed without one. It "
                         "knows: %2.")
                    .arg(category.text, known.join(QLatin1String(", "))));
        }
        const PlacedText &mode = m_md.installationMode;
        if (!mode.isEmpty() && mode.text != QLatin1String("HostOnly") && mode.text != QLatin1String("Multicluster")) {
            add(Severity::Error, mode.place, "installation-mode",
                Text::tr("installationMode is “%1”, but must be HostOnly or Multicluster; clusters stop reading the "
                         "whole repository otherwise.")
                    .arg(mode.text.left(40)));
        }
        qsizetype annotations = 0;
        for (auto it = m_md.annotations.begin(); it != m_md.annotations.end(); ++it) {
            annotations += it.key().toUtf8().size() + it->text.toUtf8().size();
            const QString key = it.key().section(u'/', -1);
            if (it.key().count(u'/') > 1 || key.size() > 63
                || !matches("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z", key))
                add(Severity::Error, it->place, "annotation",
                    Text::tr("“%1” is not a valid name of an annotation. Rename it.").arg(it.key().left(80)));
        }
        if (annotations > 256 * 1024) // Kubernetes' limit for all annotations of an object
            add(Severity::Error, m_md.keys.value(QStringLiteral("annotations")), "annotation",
                Text::tr("The annotations take more than 256 KiB together. Shorten them."));
    }

    void dependencies()
    {
        QSet<QString> names;
        for (const ChartDependency &dependency : m_md.dependencies) {
            if (dependency.name.isMistyped)
                continue;
            if (dependency.name.isEmpty()) {
                add(Severity::Error, dependency.place, "dependency",
                    Text::tr("A dependency has no name. Add the name of its sub-chart."));
                continue;
            }
            const QString key = dependency.alias.isEmpty() ? dependency.name.text : dependency.alias.text;
            if (names.contains(key))
                add(Severity::Error, dependency.place, "dependency",
                    Text::tr("More than one dependency is called “%1”, which Helm refuses. Rename one.").arg(key));
            names.insert(key);
            if (!dependency.alias.isEmpty()
                && !matches("^[a-zA-Z0-9_-]+\\z", dependency.alias.text)) // helm, chart/dependency.go
                add(Severity::Error, dependency.alias.place, "dependency",
                    Text::tr("The alias “%1” may hold only letters, digits, “-” and “_”.")
                        .arg(dependency.alias.text.left(80)));
        }
        for (const auto &file : {QStringLiteral("requirements.yaml"), QStringLiteral("requirements.lock")}) {
            if (m_chart.files.contains(file))
                add(Severity::Warning, {file, 0, 0}, "requirements",
                    Text::tr("%1 is left out: the dependencies of an extension stand in extension.yaml.").arg(file));
        }
    }

    void files()
    {
        if (m_chart.files.contains(QStringLiteral("Chart.yaml")))
            add(Severity::Advice, {QStringLiteral("Chart.yaml"), 0, 0}, "chart-yaml",
                Text::tr("Chart.yaml is replaced by one that is made from extension.yaml."));
        for (const QLatin1String folder : {QLatin1String(".git/"), QLatin1String(".hg/"), QLatin1String(".svn/")}) {
            if (const auto file = m_chart.files.lowerBound(folder);
                file != m_chart.files.end() && file.key().startsWith(folder))
                add(Severity::Warning, {QString(folder), 0, 0}, "version-control",
                    Text::tr("The folder %1 with all that was ever committed goes into the package, which everybody "
                             "can read. Write the line “%1” into .helmignore.")
                        .arg(folder));
        }
        const PlacedText &folder = m_md.staticFileDirectory;
        if (!folder.isEmpty() && chartPathOf(folder.text).isEmpty())
            add(Severity::Error, folder.place, "static-folder",
                Text::tr("staticFileDirectory “%1” would remove the whole chart or lead out of it. Name a folder in "
                         "the chart.")
                    .arg(folder.text.left(80)));
        separators();
    }

    void separators()
    {
        // What is packed; the first document ends at the next separator but one that nothing stands before.
        const QByteArray text = m_chart.files.value(QStringLiteral("extension.yaml"));
        const qsizetype removed = text.count('\n') - withoutLeadingSeparator(text).count('\n');
        qsizetype from = 0;
        for (auto separator = findDocumentSeparator(text, 0); separator;
             separator = findDocumentSeparator(text, from)) {
            const Place place{
                QStringLiteral("extension.yaml"), int(QByteArrayView(text).first(separator->begin).count('\n')) + 1, 1};
            if (!separator->isValid) {
                add(Severity::Error, place, "separator",
                    Text::tr("Clusters refuse the file for what stands behind “---”. Move it to the next line."));
                return;
            }
            const bool isLeading = separator->begin == 0 || (from == 0 && removed > 0);
            if (!isLeading) {
                add(Severity::Warning, place, "second-document",
                    Text::tr("What stands behind this “---” is never read. Remove it."));
                return;
            }
            from = separator->end;
        }
    }

    void image(const PlacedText &value, const QString &key)
    {
        if (value.isEmpty()) {
            if (key != QLatin1String("icon") && !value.isMistyped)
                add(Severity::Error, value.place, "image-missing",
                    Text::tr("%1 is empty. Remove the entry or name a file.").arg(key));
            return;
        }
        if (!isLocalImage(value.text)) {
            if (value.text.startsWith(QLatin1String("data:")) && key != QLatin1String("icon"))
                add(Severity::Warning, value.place, "screenshot-data",
                    Text::tr("%1 is a data: URL, which the console never shows. Name a file instead.").arg(key));
            return;
        }
        const QString path = chartPathOf(value.text);
        static const QRegularExpression scheme(
            QStringLiteral("^(https?://|data:image)"), QRegularExpression::CaseInsensitiveOption);
        if (const auto begin = scheme.match(value.text).captured(); !begin.isEmpty()) {
            add(Severity::Error, value.place, "image-scheme",
                Text::tr("%1 begins with “%2” and is taken for a file's name. Write “%3”.")
                    .arg(key, begin, begin.toLower()));
        } else if (!m_chart.has(path) && isAddress(value.text)) {
            QString address = value.text;
            while (address.startsWith(u'/'))
                address.remove(0, 1);
            add(Severity::Error, value.place, "image-scheme",
                Text::tr("%1 is taken for a file's name, since “https://” is missing. Write “%2”.")
                    .arg(key, QStringLiteral("https://") + address.left(200)));
        } else if (path.isEmpty()) {
            add(Severity::Error, value.place, "image-outside",
                Text::tr("%1 names “%2”, which lies outside of the chart. Put the file into the chart.")
                    .arg(key, value.text.left(200)));
        } else if (!m_chart.has(path)) {
            add(Severity::Error, value.place, "image-missing",
                Text::tr("%1 names “%2”, but the chart has no such file.").arg(key, value.text.left(200)) + u' '
                    + suggestion(path));
        } else if (m_chart.bytes(path).isEmpty()) {
            add(Severity::Error, value.place, "image-empty",
                Text::tr("%1 names “%2”, but that file is empty. Put the image there.").arg(key, value.text.left(200)));
        }
    }

    /// Whether a value that names no file of the chart is the address of a server, without its scheme.
    bool isAddress(const QString &value) const
    {
        static const QRegularExpression address(
            QStringLiteral("^(?://)?((?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}(?::[0-9]+)?)/\\S"));
        const QRegularExpressionMatch match = address.match(value);
        if (!match.hasMatch())
            return false;
        const QString folder = match.captured(1) + u'/';
        const auto file = m_chart.files.lowerBound(folder);
        return file == m_chart.files.cend() || !file.key().startsWith(folder);
    }

    /// What to do about an image that is missing: a file of the same base name, of another case or with other
    /// characters for the same letters may be meant.
    QString suggestion(const QString &path)
    {
        if (m_byName.isEmpty()) {
            for (auto it = m_chart.files.cbegin(); it != m_chart.files.cend(); ++it)
                m_byName.insert(foldedName(it.key()), it.key());
        }
        for (const QString &spelling :
            {path, QUrl::fromPercentEncoding(path.toUtf8()), QString(path).replace(u'\\', u'/')}) {
            const QString other = m_byName.value(foldedName(spelling));
            if (other.isEmpty())
                continue;
            if (other != path
                && other.normalized(QString::NormalizationForm_C) == path.normalized(QString::NormalizationForm_C))
                return Text::tr(
                    "The chart has “%1”, which looks the same but is written with other characters, as macOS "
                    "does. Rename the file, or copy its name to here.")
                    .arg(other);
            return Text::tr("Did you mean “%1”?").arg(other);
        }
        return Text::tr("Add the file or correct the path.");
    }

    static QString foldedName(const QString &path)
    {
        return path.section(u'/', -1).normalized(QString::NormalizationForm_C).toCaseFolded();
    }

    void images()
    {
        image(m_md.icon, QStringLiteral("icon"));
        constexpr qsizetype mostScreenshots = 100; // each is looked for; a file may name very many
        for (qsizetype i = 0; i < qMin(m_md.screenshots.size(), mostScreenshots); ++i)
            image(m_md.screenshots[i], QStringLiteral("screenshots[%1]").arg(i));
        if (m_md.iconIsMerged) {
            add(Severity::Error, m_md.icon.place, "image-merged",
                Text::tr("icon or screenshots come through a merge key (<<), where they cannot be replaced by URLs. "
                         "Write them out."));
        }
        if (m_md.screenshots.size() > mostScreenshots)
            add(Severity::Error, m_md.screenshots.at(mostScreenshots).place, "screenshots-many",
                Text::tr("There are %1 screenshots. Keep the best; more than six are rarely looked at.")
                    .arg(m_md.screenshots.size()));
        else if (m_md.screenshots.size() > 6)
            add(Severity::Advice, m_md.screenshots.at(6).place, "screenshots-many",
                Text::tr("More than six screenshots are rarely looked at."));
    }

    const Chart &m_chart;
    const ExtensionMetadata &m_md;
    QHash<QString, QString> m_byName; ///< Files of the chart by foldedName(), made when it is asked for.
    QList<Finding> m_findings;
};

} // namespace

QList<Finding> checkChart(const Chart &chart)
{
    return Checker(chart).run();
}

} // namespace ksp
