#pragma once

#include <QObject>

namespace ksp {

/// Opens a text file at a line, in the editor that the desktop opens texts with where that takes a line number, else
/// just in it. Charts come from others: a file is never opened by what its own type asks for (a .desktop, .html or .jar
/// would be run), and what is no text is not opened at all. Nothing waits for the editor.
class FileOpener : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// `line` counts from 1; 0: anywhere. Emits failed() later where nothing could be started.
    void open(const QString &fileName, int line);

    /// The arguments that make the editor of a .desktop file ("org.kde.kate.desktop") open a file at a line, the
    /// program first; empty where we do not know how.
    [[nodiscard]] static QStringList commandFor(const QString &desktopFile, const QString &fileName, int line);
    /// The same from the Exec key of a desktop file (its full path), which knows of no lines (Desktop Entry
    /// Specification 1.5, "The Exec key"). Empty for one that needs a terminal or is none.
    [[nodiscard]] static QStringList commandOf(const QString &desktopPath, const QString &fileName);
    /// Whether it is a file that an editor shows: a regular one, of text as its content says.
    [[nodiscard]] static bool isText(const QString &fileName);

signals:
    void failed(const QString &sentence);

private:
    void openWith(const QString &desktopFile, const QString &fileName, int line);
};

} // namespace ksp
