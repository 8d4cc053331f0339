#include "chart/PackageOrder.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace ksp {

namespace {

QStringView nameOf(QStringView path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

QStringView folderOf(QStringView path)
{
    return path.first(path.lastIndexOf(u'/') + 1);
}

QStringView suffixOf(QStringView name)
{
    return name.sliced(qMax<qsizetype>(name.lastIndexOf(u'.'), 0));
}

} // namespace

QStringList ordered(const FileMap &files, PackageOrder order)
{
    QStringList paths = files.keys();
    const auto key = [order](QStringView path) {
        const QStringView name = nameOf(path);
        const QStringView folder = order == PackageOrder::ByFolder ? folderOf(path) : QStringView();
        return std::tuple(folder, suffixOf(name), name, path);
    };
    std::sort(paths.begin(), paths.end(), [&key](const QString &a, const QString &b) { return key(a) < key(b); });
    return paths;
}

bool shareModels(const FileMap &files)
{
    constexpr qint64 fileHeader = 512; // its block in the archive
    constexpr std::size_t tooShort = 8; // lines that say nothing, such as "spec:"
    constexpr double enough = 0.035;
    qint64 all = 0;
    std::map<QStringView, std::vector<const QByteArray *>> byName;
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        all += file.value().size() + fileHeader;
        byName[nameOf(file.key())].push_back(&file.value());
    }
    qint64 shared = 0;
    for (const auto &[name, contents] : byName) {
        if (contents.size() < 2)
            continue;
        std::unordered_set<std::string_view> known;
        for (const QByteArray *content : contents) {
            std::vector<std::string_view> lines;
            std::string_view rest(content->constData(), std::size_t(content->size()));
            while (!rest.empty()) {
                const std::string_view line = rest.substr(0, rest.find('\n'));
                rest.remove_prefix(std::min(line.size() + 1, rest.size()));
                if (line.size() <= tooShort)
                    continue;
                if (known.contains(line))
                    shared += qint64(line.size()) + 1;
                else
                    lines.push_back(line);
            }
            if (double(shared) >= enough * double(all))
                return true;
            known.insert(lines.begin(), lines.end());
        }
    }
    return false;
}

} // namespace ksp
