#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QMap>
#include <QString>

namespace ksp::test {

/// A whole PNG of one pixel, another one for each text.
inline QByteArray png(const QByteArray &text)
{
    const auto number = [](quint32 value) {
        QByteArray bytes(4, '\0');
        for (int i = 3; i >= 0; --i, value >>= 8)
            bytes[i] = char(value & 0xFF);
        return bytes;
    };
    const auto chunk = [&number](const QByteArray &typeAndData) {
        quint32 crc = 0xFFFFFFFF;
        for (const char c : typeAndData) {
            crc ^= static_cast<unsigned char>(c);
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
        }
        return number(quint32(typeAndData.size()) - 4) + typeAndData + number(~crc);
    };
    return QByteArrayLiteral("\x89PNG\r\n\x1a\n")
        + chunk("IHDR" + number(1) + number(1) + QByteArray::fromHex("0800000000"))
        + chunk("tEXtLabel" + QByteArray(1, '\0') + text) + chunk("IDAT" + QByteArray::fromHex("78da6360000000020001"))
        + chunk("IEND");
}

/// A small extension, to be written as a folder and varied.
struct TestChart
{
    QString name;
    QString version = QStringLiteral("1.0.0");
    /// Local images by path in the chart: the first is the icon, the others are screenshots.
    QMap<QString, QByteArray> images = {{QStringLiteral("a/icon.png"), png("icon-1")},
        {QStringLiteral("b/shot.png"), png("shot-1")}, {QStringLiteral("c/shot.png"), png("shot-2")}};
    QByteArray values = "replicas: 1\n";

    /// Writes it below `parent`; gives the folder, or nothing where it could not be written.
    [[nodiscard]] QString write(const QString &parent) const
    {
        QByteArray yaml = "apiVersion: kubesphere.io/v1alpha1\nname: " + name.toUtf8() + "\nversion: "
            + version.toUtf8() + "\ndisplayName:\n  en: Test\ndescription:\n  en: A test.\ncategory: computing\n"
            + "provider:\n  en:\n    name: Somebody\n";
        const QStringList paths = images.keys();
        yaml += "icon: " + (paths.isEmpty() ? "https://example.com/icon.svg" : paths.first().toUtf8()) + '\n';
        if (paths.size() > 1)
            yaml += "screenshots:\n";
        for (const QString &path : paths.mid(1))
            yaml += "  - ./" + path.toUtf8() + '\n';

        const QString folder = QDir(parent).filePath(name + u'-' + version);
        QMap<QString, QByteArray> files = images;
        files.insert(QStringLiteral("extension.yaml"), yaml);
        files.insert(QStringLiteral("values.yaml"), values);
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            QFile target(folder + u'/' + file.key());
            if (!QDir(folder).mkpath(QFileInfo(target).path()) || !target.open(QIODevice::WriteOnly)
                || target.write(file.value()) != file.value().size())
                return {};
        }
        return folder;
    }
};

} // namespace ksp::test
