// Compares the packages that the program makes of the recorded samples with those that the real ksbuilder made.
// Skipped where the recordings are not there.
#include "chart/PackageBuilder.h"

#include <QDir>
#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace ksp;

namespace {

constexpr QLatin1String shared(KSP_SHARED);

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A YAML node as a text that is the same for the same values.
std::string canonical(const YAML::Node &node)
{
    switch (node.Type()) {
    case YAML::NodeType::Map: {
        std::map<std::string, std::string> entries;
        for (const auto &entry : node) // of a duplicate key the last counts
            entries[entry.first.as<std::string>()] = canonical(entry.second);
        std::string out = "{";
        for (const auto &[key, value] : entries)
            out += key + ":" + value + ",";
        return out + "}";
    }
    case YAML::NodeType::Sequence: {
        std::string out = "[";
        for (const auto &item : node)
            out += canonical(item) + ",";
        return out + "]";
    }
    case YAML::NodeType::Scalar:
        return "\"" + node.Scalar() + "\"";
    default:
        return "null";
    }
}

/// What a top-level key of a YAML text means.
QMap<QString, QByteArray> values(const QByteArray &yaml)
{
    QMap<QString, QByteArray> out;
    for (const auto &entry : YAML::Load(yaml.toStdString()))
        out.insert(
            QString::fromStdString(entry.first.as<std::string>()), QByteArray::fromStdString(canonical(entry.second)));
    return out;
}

} // namespace

class tst_captures : public QObject
{
    Q_OBJECT

private slots:
    void samePackage_data()
    {
        QTest::addColumn<QString>("chart");
        QTest::addColumn<QString>("package");
        QTest::addColumn<QStringList>(
            "leftOut"); // files that ksbuilder leaves in and we do not: uploaded, and needed by nothing
        QTest::addColumn<QStringList>(
            "otherBytes"); // sub-charts' Chart.yaml and Chart.lock: ours as they were, theirs written anew
        QTest::addColumn<QStringList>(
            "otherValues"); // keys of extension.yaml that we keep and ksbuilder loses or changes
        const QString samples = shared + QStringLiteral("/samples/");
        QTest::newRow("hello-world") << samples + QStringLiteral("hello-world-0.1.0.tgz")
                                     << QStringLiteral("hello-world-0.1.0.tgz")
                                     << QStringList{QStringLiteral("favicon.svg")}
                                     << QStringList{QStringLiteral("charts/frontend/Chart.yaml")}
                                     << QStringList{QStringLiteral("screenshots"), QStringLiteral("maintainers"),
                                            QStringLiteral("provider"), QStringLiteral("dependencies")};
        QTest::newRow("deepseek") << samples + QStringLiteral("deepseek-0.1.0.tgz")
                                  << QStringLiteral("deepseek-0.1.0.tgz")
                                  << QStringList{QStringLiteral("static/favicon.png")}
                                  << QStringList{QStringLiteral("charts/backend/Chart.yaml"),
                                         QStringLiteral("charts/frontend/Chart.yaml")}
                                  << QStringList{QStringLiteral("dependencies")};
        QTest::newRow("devops") << samples + QStringLiteral("devops-1.1.3.tgz") << QStringLiteral("devops-1.1.3.tgz")
                                << QStringList{}
                                << QStringList{QStringLiteral("charts/agent/Chart.yaml"),
                                       QStringLiteral("charts/extension/Chart.yaml")}
                                << QStringList{QStringLiteral("dependencies"), QStringLiteral("sources")};
        QTest::newRow("nvidia-gpu-operator")
            << samples + QStringLiteral("nvidia-gpu-operator-23.9.2.tgz")
            << QStringLiteral("nvidia-gpu-operator-23.9.2.tgz")
            << QStringList{} // its icon's base name stands in a sub-chart's Chart.yaml, so it stays
            << QStringList{QStringLiteral("charts/gpu-operator/charts/node-feature-discovery/Chart.yaml")}
            << QStringList{QStringLiteral("dependencies"), QStringLiteral("screenshots")};
        QTest::newRow("three-shots") << shared + QStringLiteral("/captures/three-shots")
                                     << QStringLiteral("three-shots-1.2.3-rc.1.tgz") << QStringList{} << QStringList{}
                                     << QStringList{QStringLiteral("screenshots"), QStringLiteral("maintainers")};
    }

    void samePackage()
    {
        QFETCH(const QString, chart);
        QFETCH(const QString, package);
        QFETCH(const QStringList, leftOut);
        QFETCH(const QStringList, otherBytes);
        QFETCH(const QStringList, otherValues);
        if (!QFile::exists(chart))
            QSKIP("the recordings are not here");
        const QByteArray theirBytes = readAll(shared + QStringLiteral("/captures/packages/") + package);
        const auto theirs = loadHelmArchive(theirBytes);
        QVERIFY(theirs);

        const auto opened = openChart(chart);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().sentence));
        QVERIFY(!hasErrors(opened->findings));
        const auto prepared = PreparedPackage::prepare(*opened);
        QVERIFY2(prepared, qPrintable(prepared ? QString() : prepared.error().sentence));
        QMap<QString, QString> urls;
        for (const LocalImage &image : prepared->images()) {
            urls.insert(image.path,
                QStringLiteral("http://127.0.0.1:8900/files/ext/usr-412233445566778899/%1/%2/%3")
                    .arg(opened->metadata.name.text, opened->metadata.version.text, image.uploadName));
        }
        const auto built = prepared->build(urls);
        QVERIFY(built);
        QVERIFY(prepared->lowerBound() <= built->bytes.size());
        QVERIFY(built->bytes.size() <= prepared->upperBound());
        QCOMPARE(prepared->fileName(), package);
        const auto ours = loadHelmArchive(built->bytes);
        QVERIFY2(ours, qPrintable(ours ? QString() : ours.error().sentence));

        QStringList missing;
        QStringList different;
        const QStringList theirPaths = theirs->files.keys();
        const QStringList ourPaths = ours->files.keys();
        for (const QString &path : theirPaths) {
            if (!ours->files.contains(path))
                missing.append(path);
            else if (path != QLatin1String("Chart.yaml") && path != QLatin1String("extension.yaml")
                && ours->files.value(path) != theirs->files.value(path))
                different.append(path);
        }
        QCOMPARE(missing.join(u' '), leftOut.join(u' '));
        for (const QString &path : ourPaths)
            QVERIFY2(theirs->files.contains(path), qPrintable(path));
        QCOMPARE(different.join(u' '), otherBytes.join(u' '));
        for (const QString &path : different) { // ours is the file as it stands in the chart
            QVERIFY(path.endsWith(QLatin1String("Chart.yaml")) || path.endsWith(QLatin1String("Chart.lock")));
            if (path.endsWith(QLatin1String("Chart.yaml")))
                QCOMPARE(values(ours->files.value(path)).value(QStringLiteral("name")),
                    values(theirs->files.value(path)).value(QStringLiteral("name")));
        }

        QCOMPARE(values(ours->files.value(QStringLiteral("Chart.yaml"))),
            values(theirs->files.value(QStringLiteral("Chart.yaml"))));
        const auto ourValues = values(ours->files.value(QStringLiteral("extension.yaml")));
        const auto theirValues = values(theirs->files.value(QStringLiteral("extension.yaml")));
        QStringList differentValues;
        QStringList keys = ourValues.keys();
        keys += theirValues.keys();
        for (const QString &key : std::as_const(keys)) {
            if (ourValues.value(key) != theirValues.value(key) && !differentValues.contains(key))
                differentValues.append(key);
        }
        for (const QString &key : differentValues)
            QVERIFY2(otherValues.contains(key), qPrintable(key));
        if (package.startsWith(
                QLatin1String("three-shots"))) { // the list keeps its order; ksbuilder puts the remote one first
            QCOMPARE(ourValues.value(QStringLiteral("screenshots")).count("http"), 4);
            QVERIFY(ourValues.value(QStringLiteral("screenshots")).indexOf("1.png")
                < ourValues.value(QStringLiteral("screenshots")).indexOf("remote.png"));
        } else {
            qInfo("%s: %lld bytes, ksbuilder's %lld (%.3f)", qPrintable(package), qlonglong(built->bytes.size()),
                qlonglong(theirBytes.size()), double(built->bytes.size()) / double(theirBytes.size()));
            QVERIFY(double(built->bytes.size()) <= 0.995 * double(theirBytes.size()));
        }
    }

    void missingIconOfGrafana()
    {
        const QString path = shared + QStringLiteral("/samples/grafana-ext-0.1.0.tgz");
        if (!QFile::exists(path))
            QSKIP("the recordings are not here");
        const auto opened = openChart(path);
        QVERIFY(opened);
        QVERIFY(hasErrors(opened->findings));
        QCOMPARE(opened->findings.first().id, QStringLiteral("image-missing"));
        QCOMPARE(opened->findings.first().place, (Place{QStringLiteral("extension.yaml"), 37, 7}));
    }

    void duplicateKeyOfNvidia()
    {
        const QString path = shared + QStringLiteral("/samples/nvidia-gpu-operator-23.9.2.tgz");
        if (!QFile::exists(path))
            QSKIP("the recordings are not here");
        const auto opened = openChart(path);
        QVERIFY(opened);
        QVERIFY(!hasErrors(opened->findings));
        QCOMPARE(opened->findings.first().id, QStringLiteral("duplicate-key"));
        QCOMPARE(opened->findings.first().place.line, 22);
        QVERIFY(opened->findings.first().sentence.contains(QLatin1String("line 39")));
    }
};

QTEST_GUILESS_MAIN(tst_captures)
#include "tst_captures.moc"
