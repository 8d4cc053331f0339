#pragma once

#include <QDateTime>
#include <QString>

#include <functional>

namespace ksp {

class Database;
class ImageDecoder;
class Journal;
class Log;
class Notifier;
class PublishDraft;
class PublishRun;
class Session;
class Settings;

/// The engine's objects that the pages of one window share, made by the composition root (main.cpp, or a test), which
/// owns them and lets them live longer than the window.
struct Services
{
    QString profile; ///< Folder of settings, journal and log.
    Settings *settings = nullptr;
    Log *log = nullptr;
    Database *database = nullptr;
    Journal *journal = nullptr;
    Session *session = nullptr;
    PublishDraft *draft = nullptr;
    PublishRun *run = nullptr;
    ImageDecoder *images = nullptr;
    std::function<QDateTime()> now = [] { return QDateTime::currentDateTime(); };
    Notifier *notifier = nullptr; ///< Without one nothing is told outside of the window.
    /// Whether the desktop has a tray; where not set, the desktop itself is asked.
    std::function<bool()> hasTray = {};
};

} // namespace ksp
