#include "practice/PackageInfo.h"

#include "chart/ExtensionMetadata.h"
#include "chart/HelmChart.h"

#include <QRegularExpression>

namespace ksp {

namespace {

tl::unexpected<Error> refused(const QString &message)
{
    return failure(ErrorKind::Refused, message, {}, 400);
}

/// A DNS-1123 subdomain, as ksbuilder's lint demands; the length leaves room for a file name.
bool isExtensionName(const QString &name)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z"));
    return name.size() <= 200 && pattern.match(name).hasMatch();
}

} // namespace

Result<PackageInfo> inspectPackage(const QByteArray &tgz)
{
    if (tgz.size() > maximumPackageSize) {
        return failure(ErrorKind::Refused,
            QStringLiteral("the package has %1 bytes, more than the %2 allowed")
                .arg(tgz.size())
                .arg(maximumPackageSize),
            {}, 413);
    }
    const Result<HelmChart> chart = loadHelmArchive(tgz);
    if (!chart) {
        return refused(QStringLiteral("the package is not a chart that Helm loads: ") + chart.error().sentence);
    }
    const HelmMetadata &metadata = chart->metadata;
    if (!isExtensionName(metadata.name)) {
        return refused(QStringLiteral("\"%1\" is not a valid extension name").arg(metadata.name));
    }
    if (metadata.version.size() > 200) {
        return refused(QStringLiteral("the version is longer than 200 characters"));
    }
    const auto file = chart->files.constFind(QStringLiteral("extension.yaml"));
    if (file == chart->files.constEnd()) {
        return refused(QStringLiteral("the package has no extension.yaml"));
    }
    const Result<ExtensionMetadata> extension = ExtensionMetadata::parse(*file);
    if (!extension) {
        return refused(extension.error().sentence);
    }
    const QString &name = extension->name.text;
    const QString &version = extension->version.text;
    if (name.isEmpty() || version.isEmpty()) {
        return refused(QStringLiteral("extension.yaml has no %1")
                           .arg(name.isEmpty() ? QStringLiteral("name") : QStringLiteral("version")));
    }
    if (name != metadata.name || version != metadata.version) {
        return refused(QStringLiteral("extension.yaml says %1 %2, Chart.yaml says %3 %4")
                           .arg(name, version, metadata.name, metadata.version));
    }
    return PackageInfo{metadata.name, metadata.version, metadata.apiVersion, metadata.appVersion, metadata.description};
}

} // namespace ksp
