#include "window/FileOpener.h"

#include "core/SafeText.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QProcess>
#include <QStandardPaths>

namespace ksp {

namespace {

QString shown(const QString &fileName)
{
    return safeText(QDir::toNativeSeparators(fileName), 300);
}

} // namespace

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

QStringList FileOpener::commandOf(const QString &desktopPath, const QString &fileName)
{
    QFile file(desktopPath);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString exec;
    bool isEntry = false;
    constexpr qint64 mostBytes = 1'000'000;
    const QStringList lines = QString::fromUtf8(file.read(mostBytes)).split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u'['))
            isEntry = line.trimmed() == QLatin1String("[Desktop Entry]");
        else if (isEntry && line.startsWith(QLatin1String("Exec=")))
            exec = line.mid(5).trimmed();
        else if (isEntry && line.simplified().remove(u' ') == QLatin1String("Terminal=true"))
            return {};
    }
    QStringList command = QProcess::splitCommand(exec);
    command.removeIf([](const QString &part) {
        return part.size() == 2 && part.at(0) == u'%' && !QLatin1String("fFuU%").contains(part.at(1));
    });
    if (command.isEmpty())
        return {};
    bool isNamed = false;
    for (QString &part : command) {
        for (const char *code : {"%f", "%F", "%u", "%U"}) {
            if (part == QLatin1String(code)) {
                part = fileName;
                isNamed = true;
                break;
            }
        }
    }
    if (!isNamed)
        command.append(fileName);
    return command;
}

bool FileOpener::isText(const QString &fileName)
{
    const QFileInfo info(fileName);
    if (!info.isFile())
        return false;
    if (info.size() == 0)
        return true;
    const QMimeType type = QMimeDatabase().mimeTypeForFile(info, QMimeDatabase::MatchContent);
    return type.inherits(QStringLiteral("text/plain"));
}

void FileOpener::open(const QString &fileName, int line)
{
    if (!isText(fileName)) {
        emit failed(tr("%1 is no text that an editor could show.").arg(shown(fileName)));
        return;
    }
    const QString ask = QStandardPaths::findExecutable(QStringLiteral("xdg-mime"));
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
    process->start(ask.isEmpty() ? QStringLiteral("xdg-mime") : ask,
        {QStringLiteral("query"), QStringLiteral("default"), QStringLiteral("text/plain")});
}

void FileOpener::openWith(const QString &desktopFile, const QString &fileName, int line)
{
    QStringList command = commandFor(desktopFile, fileName, line);
    if (!command.isEmpty() && QProcess::startDetached(command.first(), command.mid(1)))
        return;
    const QString path = desktopFile.isEmpty() || desktopFile.contains(u'/')
        ? QString()
        : QStandardPaths::locate(QStandardPaths::ApplicationsLocation, desktopFile);
    command = path.isEmpty() ? QStringList() : commandOf(path, fileName);
    if (!command.isEmpty() && QProcess::startDetached(command.first(), command.mid(1)))
        return;
    emit failed(line > 0
            ? tr("This desktop has no text editor that could be started. Open %1 by hand; it is line %2.")
                  .arg(shown(fileName))
                  .arg(line)
            : tr("This desktop has no text editor that could be started. Open %1 by hand.").arg(shown(fileName)));
}

} // namespace ksp
