#include "helmrepo/PackageComparison.h"

#include "chart/ChartArchive.h"

#include <QBuffer>
#include <QCoreApplication>

#include <algorithm>

namespace ksp {

namespace {

struct PackageComparison
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PackageComparison)
};

Result<FileMap> unpack(const QByteArray &package, const QString &name)
{
    QBuffer buffer;
    buffer.setData(package);
    buffer.open(QIODevice::ReadOnly);
    auto contents = readChartArchive(&buffer, name);
    if (!contents)
        return failure(contents.error());
    return std::move(contents->files);
}

} // namespace

Result<QList<PackageDifference>> comparePackages(const QByteArray &sent, const QByteArray &published)
{
    const auto ours = unpack(sent, PackageComparison::tr("The package that was sent"));
    if (!ours)
        return failure(ours.error());
    const auto theirs = unpack(published, PackageComparison::tr("The repository's package"));
    if (!theirs)
        return failure(theirs.error());
    QList<PackageDifference> differences;
    for (auto file = ours->cbegin(); file != ours->cend(); ++file) {
        const auto other = theirs->constFind(file.key());
        if (other == theirs->cend())
            differences.append({PackageDifference::Kind::OnlySent, file.key(), file->size(), 0});
        else if (*other != *file)
            differences.append({PackageDifference::Kind::Changed, file.key(), file->size(), other->size()});
    }
    for (auto file = theirs->cbegin(); file != theirs->cend(); ++file) {
        if (!ours->contains(file.key()))
            differences.append({PackageDifference::Kind::OnlyPublished, file.key(), 0, file->size()});
    }
    std::sort(differences.begin(), differences.end(),
        [](const PackageDifference &a, const PackageDifference &b) { return a.path < b.path; });
    return differences;
}

} // namespace ksp
