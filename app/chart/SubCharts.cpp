#include "chart/SubCharts.h"

#include "chart/ChartRecognition.h"
#include "chart/ChartYaml.h"
#include "chart/JsonSyntax.h"
#include "chart/YamlDocument.h"
#include "core/VersionOrder.h"

#include <QBuffer>
#include <QCoreApplication>

#include <utility>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::SubCharts)
};

constexpr QLatin1String chartsFolder("charts/");
constexpr int deepestNesting = 32; // deeper than any real chart; keeps hostile archives in archives from recursing on

class Layout
{
public:
    Layout(std::stop_token stop, const ChartLimits &limits)
        : m_stop(std::move(stop)), m_limits(limits), m_left(limits.chart)
    {
    }

    /// Lays out `files` under `target`; `shown` is where the chart stands for the user ("charts/a.tgz").
    Result<void> layOut(
        const FileMap &files, const QString &apiVersion, const QString &target, const QString &shown, int depth)
    {
        if (m_stop.stop_requested())
            return failure(ErrorKind::Cancelled, Text::tr("Packing was cancelled."));
        if (depth > deepestNesting)
            return failure(ErrorKind::Limit, Text::tr("%1: the sub-charts are nested too deeply.").arg(shown));
        if (auto checked = check(files, shown); !checked)
            return checked;
        QMap<QString, FileMap> children;
        for (auto it = files.begin(); it != files.end(); ++it) {
            const QString &path = it.key();
            const bool isRequirements
                = path == QLatin1String("requirements.yaml") || path == QLatin1String("requirements.lock");
            if (isRequirements && apiVersion != QLatin1String("v1")) {
                m_result.leftOut.append(shown + path);
            } else if (!path.startsWith(chartsFolder) || path.endsWith(QLatin1String(".prov"))) {
                if (auto kept = keep(target + path, it.value()); !kept)
                    return kept;
            } else {
                const QString rest = path.mid(chartsFolder.size());
                const qsizetype slash = rest.indexOf(u'/');
                children[slash < 0 ? rest : rest.left(slash)].insert(
                    slash < 0 ? QString() : rest.mid(slash + 1), it.value());
            }
        }
        SubChartsByName names;
        for (auto it = children.begin(); it != children.end(); ++it) {
            if (it.key().startsWith(u'_') || it.key().startsWith(u'.')) {
                m_result.leftOut.append(shown + chartsFolder + it.key());
                continue;
            }
            if (auto done = subChart(it.key(), *it, target, shown, depth, &names); !done)
                return done;
        }
        if (depth == 0)
            m_result.subCharts = names.keys();
        return {};
    }

    LaidOutChart take() { return std::move(m_result); }

private:
    struct SubChart
    {
        QString version;
        QString shown;
    };
    using SubChartsByName = QMap<QString, SubChart>; ///< Those of one chart; of several of a name the highest.

    Result<void> subChart(const QString &folder, const FileMap &given, const QString &parentTarget,
        const QString &parent, int depth, SubChartsByName *names)
    {
        const QString shown = parent + chartsFolder + folder + u'/';
        FileMap files = given;
        if (folder.endsWith(QLatin1String(".tgz"))) {
            QByteArray bytes = given.value(QString());
            if (const auto why = whyNotASubChart(shown.chopped(1), bytes.first(qMin(bytes.size(), recognitionBytes))))
                return failure(ErrorKind::BadInput, *why);
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::ReadOnly);
            ChartLimits left = m_limits;
            left.chart = qMin(m_limits.chart, m_left);
            auto unpacked = readChartArchive(&buffer, shown.chopped(1), m_stop, left);
            if (!unpacked)
                return failure(unpacked.error());
            files = unpacked->files;
        } else if (files.remove(QString()) > 0 && files.isEmpty()) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 is neither a sub-chart nor an archive of one (.tgz), and Helm refuses the chart for it. "
                         "Move it out of charts/.")
                    .arg(shown.chopped(1)));
        }
        if (!files.contains(QStringLiteral("Chart.yaml"))) {
            return failure(ErrorKind::BadInput,
                Text::tr("The sub-chart %1 has no Chart.yaml, and Helm refuses the chart for it. Add it, or move the "
                         "folder out of charts/.")
                    .arg(shown.chopped(1)));
        }
        const Result<HelmMetadata> md
            = parseChartYaml(files.value(QStringLiteral("Chart.yaml")), shown + QStringLiteral("Chart.yaml"));
        if (!md)
            return failure(md.error());
        const QString target = parentTarget + chartsFolder + md->name + u'/';
        SubChart mine{md->version, shown.chopped(1)};
        const auto twin = names->constFind(md->name);
        if (twin == names->constEnd()) {
            names->insert(md->name, mine);
            return layOut(files, md->apiVersion, target, shown, depth + 1);
        }
        const bool isLower = compareVersions(mine.version, twin->version) < 0;
        const SubChart &winner = isLower ? *twin : mine;
        m_result.findings.append({Severity::Warning, {mine.shown, 0, 0},
            Text::tr(
                "%1 and %2 are both called “%3”, and Helm makes one chart of them: all files of both, and where both "
                "have a file, that of %4 (version %5). Keep only one of them.")
                .arg(mine.shown, twin->shown, md->name.left(80), winner.shown, winner.version.left(80)),
            QStringLiteral("sub-charts-merged")});
        const bool before = std::exchange(m_keepsExisting, m_keepsExisting || isLower);
        auto done = layOut(files, md->apiVersion, target, shown, depth + 1);
        m_keepsExisting = before;
        if (!isLower)
            names->insert(md->name, mine);
        return done;
    }

    Result<void> check(const FileMap &files, const QString &shown)
    {
        if (const auto values = files.constFind(QStringLiteral("values.yaml")); values != files.constEnd()) {
            if (const auto error = checkYamlMap(*values, shown + values.key()))
                return failure(*error);
        }
        if (const auto old = files.constFind(QStringLiteral("requirements.yaml")); old != files.constEnd()) {
            if (const auto error = checkRequirements(*old, shown + old.key()))
                return failure(*error);
        }
        for (const auto &name : {QStringLiteral("Chart.lock"), QStringLiteral("requirements.lock")}) {
            if (const auto lock = files.constFind(name); lock != files.constEnd()) {
                if (const auto error = checkChartLock(*lock, shown + name))
                    return failure(*error);
            }
        }
        if (const auto schema = files.constFind(QStringLiteral("values.schema.json")); schema != files.constEnd()) {
            const QByteArrayView text = QByteArrayView(*schema).sliced(schema->startsWith("\xEF\xBB\xBF") ? 3 : 0);
            if (const auto fault = jsonFault(text)) {
                return failure(ErrorKind::BadInput,
                    Text::tr("%1:%2 is not valid JSON. Correct it; Helm refuses the chart otherwise.")
                        .arg(shown + schema.key())
                        .arg(text.first(*fault).count('\n') + 1));
            }
            const QByteArray trimmed = text.toByteArray().trimmed();
            if (!trimmed.startsWith('{') && trimmed != "true") {
                m_result.findings.append({Severity::Warning, {shown + schema.key(), 0, 0},
                    Text::tr(
                        "No values fit a schema that is neither a map nor true, and “helm install” refuses the chart. "
                        "Correct it, or remove the file."),
                    QStringLiteral("schema-fits-nothing")});
            }
        }
        return {};
    }

    Result<void> keep(const QString &path, const QByteArray &data)
    {
        m_left -= data.size();
        if (m_left < 0) {
            return failure(ErrorKind::Limit,
                Text::tr(
                    "The chart and its sub-charts unpack to more than Helm takes (100 MiB). Take large files out."));
        }
        if (!m_keepsExisting || !m_result.files.contains(path))
            m_result.files.insert(path, data);
        return {};
    }

    const std::stop_token m_stop;
    const ChartLimits m_limits;
    qint64 m_left;
    bool m_keepsExisting = false; ///< What is laid out now gives way to a twin of a higher version.
    LaidOutChart m_result;
};

} // namespace

Result<LaidOutChart> layOutSubCharts(
    const FileMap &files, const QString &apiVersion, std::stop_token stop, const ChartLimits &limits)
{
    Layout layout(std::move(stop), limits);
    if (auto done = layout.layOut(files, apiVersion, QString(), QString(), 0); !done)
        return failure(done.error());
    return layout.take();
}

Result<HelmChart> loadHelmArchive(const QByteArray &tgz)
{
    QByteArray bytes = tgz;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    auto contents = readChartArchive(&buffer, Text::tr("The package"));
    if (!contents)
        return failure(contents.error());
    const auto chartYaml = contents->files.constFind(QStringLiteral("Chart.yaml"));
    if (chartYaml == contents->files.constEnd())
        return failure(ErrorKind::BadInput, Text::tr("The package has no Chart.yaml."));
    Result<HelmMetadata> md = parseChartYaml(*chartYaml, QStringLiteral("Chart.yaml"));
    if (!md)
        return failure(md.error());
    if (auto laidOut = layOutSubCharts(contents->files, md->apiVersion); !laidOut)
        return failure(laidOut.error());
    return HelmChart{std::move(*md), std::move(contents->files)};
}

} // namespace ksp
