#pragma once

#include "chart/Chart.h"
#include "chart/TarGzWriter.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace ksp::test {

inline QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool write(const QString &path, const QByteArray &data)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(data) == data.size();
}

inline QString data(const QString &path)
{
    return QStringLiteral(KSP_TEST_DATA "/") + path;
}

/// A good extension.yaml; `more` is put behind it.
inline QByteArray extensionYaml(const QByteArray &more = {}, const QByteArray &icon = "static/icon.svg")
{
    return "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.0.0\ndisplayName:\n  en: Demo\n"
           "description:\n  en: A demo.\ncategory: dev-tools\nprovider:\n  en:\n    name: Someone\nicon: "
        + icon + "\n" + more;
}

/// The files of a good extension, with others added or in their place.
inline FileMap files(const FileMap &others = {})
{
    FileMap map{{QStringLiteral("extension.yaml"), extensionYaml()}, {QStringLiteral("static/icon.svg"), "<svg/>"},
        {QStringLiteral("values.yaml"), "a: 1\n"}};
    map.insert(others);
    return map;
}

/// A packed archive of a chart's files under the top folder `top`.
inline QByteArray archive(const FileMap &files, const QString &top = QStringLiteral("demo"))
{
    TarEntries entries;
    for (auto it = files.begin(); it != files.end(); ++it)
        entries.append({top + u'/' + it.key(), it.value()});
    const auto tar = writeTar(entries, true);
    const auto body = compressBody(*tar, Compression::Fast);
    return joinGzip({}, *body);
}

/// A chart opened from an archive of the given files.
inline Result<Chart> open(const FileMap &files)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("demo-1.0.0.tgz"));
    write(path, archive(files));
    return openChart(path);
}

/// The paths that are left out, with the reason behind those that no .helmignore names: "a.txt", "b (mac-leftover)".
inline QStringList leftOut(const Chart &chart)
{
    QStringList list;
    for (const LeftOut &file : chart.leftOut)
        list.append(file.reason == LeftOut::Reason::Ignored
                ? file.path
                : QStringLiteral("%1 (%2)").arg(file.path, leftOutWord(file.reason)));
    return list;
}

inline QStringList ids(const QList<Finding> &findings)
{
    QStringList list;
    for (const Finding &finding : findings)
        list.append(finding.id);
    return list;
}

inline QString sentence(const Error &error)
{
    return error.sentence;
}

} // namespace ksp::test

/// Fails the test with the error's sentence where a Result holds none.
#define VERIFY_RESULT(result) QVERIFY2((result).has_value(), (result) ? "" : qPrintable((result).error().sentence))
