#include "chart/PackageWeights.h"

#include <algorithm>

namespace ksp {

QList<FileWeight> packageWeights(const PreparedPackage &package, const std::stop_token &stop)
{
    FileMap files = package.files();
    files.insert(QStringLiteral("extension.yaml"), package.extensionYaml());
    QList<FileWeight> weights;
    weights.reserve(files.size());
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        if (stop.stop_requested())
            return {};
        weights.append({file.key(), compressedSize(file.value(), package.compression())});
    }
    std::stable_sort(
        weights.begin(), weights.end(), [](const FileWeight &a, const FileWeight &b) { return a.second > b.second; });
    return weights;
}

} // namespace ksp
