#include "chart/SubCharts.h"

#include "chart/ChartRecognition.h"
#include "chart/ChartYaml.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QJsonDocument>

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
        QStringList names;
        for (auto it = children.begin(); it != children.end(); ++it) {
            if (it.key().startsWith(u'_') || it.key().startsWith(u'.')) {
                m_result.leftOut.append(shown + chartsFolder + it.key());
                continue;
            }
            if (auto done = subChart(it.key(), *it, target, shown, depth, &names); !done)
                return done;
        }
        if (depth == 0)
            m_result.subCharts = names;
        return {};
    }

    LaidOutChart take() { return std::move(m_result); }

private:
    Result<void> subChart(const QString &folder, const FileMap &given, const QString &target, const QString &parent,
        int depth, QStringList *names)
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
        if (names->contains(md->name)) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1: another sub-chart is called “%2”, too. Remove one of them.")
                    .arg(shown.chopped(1), md->name));
        }
        names->append(md->name);
        return layOut(files, md->apiVersion, target + chartsFolder + md->name + u'/', shown, depth + 1);
    }

    Result<void> check(const FileMap &files, const QString &shown)
    {
        for (const auto &name : {QStringLiteral("values.yaml"), QStringLiteral("requirements.yaml")}) {
            if (const auto yaml = files.constFind(name); yaml != files.constEnd()) {
                if (const auto error = checkYamlMap(*yaml, shown + name))
                    return failure(*error);
            }
        }
        for (const auto &name : {QStringLiteral("Chart.lock"), QStringLiteral("requirements.lock")}) {
            if (const auto lock = files.constFind(name); lock != files.constEnd()) {
                if (const auto error = checkChartLock(*lock, shown + name))
                    return failure(*error);
            }
        }
        if (const auto schema = files.constFind(QStringLiteral("values.schema.json")); schema != files.constEnd()) {
            QJsonParseError error;
            QJsonDocument::fromJson(*schema, &error);
            if (error.error != QJsonParseError::NoError) {
                return failure(ErrorKind::BadInput,
                    Text::tr(
                        "%1values.schema.json is not valid JSON (%2). Correct it; Helm refuses the chart otherwise.")
                        .arg(shown, error.errorString()));
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
        m_result.files.insert(path, data);
        return {};
    }

    const std::stop_token m_stop;
    const ChartLimits m_limits;
    qint64 m_left;
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
