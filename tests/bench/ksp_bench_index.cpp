#include "helmrepo/HelmIndex.h"

#include <QFile>

#include <cstdio>

using namespace ksp;

namespace {

/// An index.yaml of 15,000 versions and about 15 MB, as `helm repo index` writes them.
int write(const QString &fileName)
{
    constexpr int charts = 750;
    constexpr int versions = 20;
    QFile file(fileName);
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    file.write("apiVersion: v1\nentries:\n");
    for (int chart = 0; chart < charts; ++chart) {
        const QByteArray name = "chart-" + QByteArray::number(chart);
        file.write("  " + name + ":\n");
        for (int minor = versions; minor-- > 0;) {
            const QByteArray version = "1." + QByteArray::number(minor) + ".0";
            file.write("  - apiVersion: v2\n    appVersion: \"2.1\"\n    created: \"2026-11-23T09:34:30.688480Z\"\n"
                       "    dependencies:\n    - name: frontend\n      repository: file://charts/frontend\n"
                       "      version: 1.0.0\n    - name: backend\n      repository: file://charts/backend\n"
                       "      version: 1.0.0\n    description: "
                + QByteArray(320, 'd') + "\n    digest: " + QByteArray(64, 'a')
                + "\n    home: https://example.com/charts\n    keywords:\n    - observability\n    - dashboards\n"
                  "    maintainers:\n    - email: someone@example.com\n      name: Someone\n    name: "
                + name + "\n    sources:\n    - https://git.example.com/charts/" + name
                + "\n    type: application\n    urls:\n    - https://charts.example.com/" + name + '-' + version
                + ".tgz\n    version: " + version + '\n');
        }
    }
    file.write("generated: \"2026-11-23T09:34:33.272388Z\"\n");
    return file.flush() ? 0 : 1;
}

/// As `helm search repo --version '>=0'` for one chart.
int search(const QString &fileName, const QString &name)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    IndexReading reading;
    int found = 0;
    reading.wanted = [&](const QString &chart) { return chart == name; };
    reading.found = [&](const IndexEntry &) { return ++found > 0; };
    const auto result = readHelmIndex(&file, fileName, reading);
    std::printf("%d versions\n", found);
    return result && found > 0 ? 0 : 1;
}

} // namespace

/// For bench-index: writes an index, or searches one.
int main(int argc, char **argv)
{
    if (argc == 3 && qstrcmp(argv[1], "write") == 0)
        return write(QString::fromLocal8Bit(argv[2]));
    if (argc == 4 && qstrcmp(argv[1], "search") == 0)
        return search(QString::fromLocal8Bit(argv[2]), QString::fromLatin1(argv[3]));
    return 2;
}
