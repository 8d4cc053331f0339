#pragma once

#include <QObject>

namespace ksp {

/// Opens a text file of the user's at a line, in the editor that the desktop opens texts with where that takes a line
/// number, else just in it. Nothing waits for the editor.
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

signals:
    void failed(const QString &sentence);

private:
    void openWith(const QString &desktopFile, const QString &fileName, int line);
};

} // namespace ksp
