#include "window/FileOpener.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QUrl>

namespace ksp {

QStringList FileOpener::commandFor(const QString &desktopFile, const QString &fileName, int line)
{
    struct Editor
    {
        const char *desktopFile; ///< Part of its name.
        const char *program;
        const char *arguments; ///< %l: the line, %f: the file.
    };
    static constexpr Editor editors[] = {
        {"kate", "kate", "--line %l %f"},
        {"kwrite", "kwrite", "--line %l %f"},
        {"gedit", "gedit", "+%l %f"},
        {"texteditor", "gnome-text-editor", "%f"},
        {"mousepad", "mousepad", "--line=%l %f"},
        {"pluma", "pluma", "+%l %f"},
        {"xed", "xed", "+%l %f"},
        {"geany", "geany", "--line %l %f"},
        {"codium", "codium", "--goto %f:%l"},
        {"code", "code", "--goto %f:%l"},
        {"sublime", "subl", "%f:%l"},
        {"emacs", "emacs", "+%l %f"},
        {"gvim", "gvim", "+%l %f"},
    };
    for (const Editor &editor : editors) {
        if (!desktopFile.contains(QLatin1String(editor.desktopFile), Qt::CaseInsensitive))
            continue;
        QStringList command{QLatin1String(editor.program)};
        const auto parts = QString::fromLatin1(editor.arguments).split(u' ');
        for (const QString &part : parts) {
            QString argument = part;
            argument.replace(QLatin1String("%l"), QString::number(std::max(line, 1)));
            // The file's name last, since it may contain anything.
            command.append(argument.replace(QLatin1String("%f"), fileName));
        }
        return command;
    }
    return {};
}

void FileOpener::open(const QString &fileName, int line)
{
    const QString ask = QStandardPaths::findExecutable(QStringLiteral("xdg-mime"));
    if (line <= 0 || ask.isEmpty())
        return openWith({}, fileName, line);
    auto *process = new QProcess(this);
    connect(process, &QProcess::errorOccurred, this, [this, process, fileName, line](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        process->deleteLater();
        openWith({}, fileName, line);
    });
    connect(process, &QProcess::finished, this, [this, process, fileName, line] {
        process->deleteLater();
        openWith(QString::fromUtf8(process->readAllStandardOutput()).trimmed(), fileName, line);
    });
    process->start(ask, {QStringLiteral("query"), QStringLiteral("default"), QStringLiteral("text/plain")});
}

void FileOpener::openWith(const QString &desktopFile, const QString &fileName, int line)
{
    const QStringList command = commandFor(desktopFile, fileName, line);
    if (!command.isEmpty() && QProcess::startDetached(command.first(), command.mid(1)))
        return;
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(fileName)))
        emit failed(
            tr("No program could be started that opens %1. Open it by hand.").arg(QDir::toNativeSeparators(fileName)));
}

} // namespace ksp
