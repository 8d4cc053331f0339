#include "chart/ChartRecognition.h"

#include "core/RegularFile.h"
#include "core/RemoteFileSystem.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Chart)
};

bool isHtml(const QByteArray &head)
{
    const QByteArray begin = head.trimmed().first(qMin<qsizetype>(head.trimmed().size(), 20)).toLower();
    return begin.startsWith("<!doctype html") || begin.startsWith("<html") || begin.startsWith("<head");
}

/// What a file that is no gzip archive is, as a sentence.
QString whatFileIs(const QString &name, const QByteArray &head)
{
    if (head.isEmpty())
        return Text::tr("%1 is empty.").arg(name);
    if (const auto other = whatStandsInFor(name, head))
        return *other;
    if (head.startsWith("\x89PNG") || head.startsWith("\xFF\xD8\xFF") || head.startsWith("GIF8")
        || (head.startsWith("RIFF") && head.mid(8, 4) == "WEBP") || head.contains("<svg"))
        return Text::tr("%1 is an image.").arg(name);
    if (head.startsWith("PK\x03\x04"))
        return Text::tr("%1 is a ZIP archive.").arg(name);
    if (head.startsWith("BZh")
        || head.startsWith("\xFD"
                           "7zXZ")
        || head.startsWith("\x28\xB5\x2F\xFD") || head.startsWith("7z\xBC\xAF"))
        return Text::tr("%1 is an archive, but not compressed with gzip.").arg(name);
    if (head.mid(257, 5) == "ustar")
        return Text::tr("%1 is a tar archive that is not compressed with gzip.").arg(name);
    if (head.startsWith("%PDF"))
        return Text::tr("%1 is a PDF document.").arg(name);
    const QString lower = name.toLower();
    if (lower.endsWith(QLatin1String(".yaml")) || lower.endsWith(QLatin1String(".yml")))
        return Text::tr("%1 is a single YAML file.").arg(name);
    return Text::tr("%1 is not a packed chart.").arg(name);
}

} // namespace

std::optional<QString> whatStandsInFor(const QString &name, const QByteArray &firstBytes)
{
    if (firstBytes.startsWith("version https://git-lfs.github.com/spec/"))
        return Text::tr(
            "%1 is not the file itself but a pointer to it by Git LFS. Run “git lfs pull” to fetch the file.")
            .arg(name);
    if (isHtml(firstBytes))
        return Text::tr("%1 is a web page, perhaps one that was saved in place of the download.").arg(name);
    return std::nullopt;
}

std::optional<QString> whyNotAnArchive(const QString &fileName, const QByteArray &firstBytes)
{
    if (firstBytes.startsWith("\x1F\x8B\x08"))
        return std::nullopt;
    return whatFileIs(fileName, firstBytes) + u' '
        + Text::tr("Expected is an extension: its folder, or its package (.tgz) as “package” and Helm make it.");
}

std::optional<QString> whyNotASubChart(const QString &fileName, const QByteArray &firstBytes)
{
    if (firstBytes.startsWith("\x1F\x8B\x08"))
        return std::nullopt;
    return whatFileIs(fileName, firstBytes) + u' '
        + Text::tr("Helm refuses the chart for it: what lies in charts/ as .tgz has to be a packed chart.");
}

std::optional<QString> whyNotAChart(const QString &path)
{
    const QFileInfo info(path);
    const QString name = info.isDir() ? QDir(path).dirName() : info.fileName();
    if (!info.exists())
        return Text::tr("There is no file or folder “%1” any more.").arg(path);
    if (info.isDir()) {
        const QDir folder(path);
        if (!info.isReadable() || !info.isExecutable() || folder.exists(QStringLiteral("extension.yaml")))
            return std::nullopt; // what cannot be looked into is told when it is opened
        const QString wanted = Text::tr("An extension has an extension.yaml at its root.");
        if (folder.exists(QStringLiteral("Chart.yaml")))
            return Text::tr("%1 is a plain Helm chart without extension.yaml.").arg(name) + u' ' + wanted;
        return Text::tr("%1 is not an extension.").arg(name) + u' ' + wanted;
    }
    if (!info.isFile())
        return Text::tr("%1 is neither a file nor a folder. Choose an extension's folder or package (.tgz).").arg(path);
    QFile file(path);
    if (isOnRemoteFileSystem(path) || !openRegularFile(&file))
        return std::nullopt;
    return whyNotAnArchive(name, file.read(recognitionBytes));
}

} // namespace ksp
