#pragma once

#include "core/Result.h"
#include "net/HttpTypes.h"
#include "practice/PracticeState.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QFileSystemWatcher;
class QProcess;
QT_END_NAMESPACE

namespace ksp {

class CloudClient;
class HttpClient;

/// Finds the practice Cloud that runs on a state folder, or starts one, which then ends with this object (and with the
/// process, however that ends). What runs already is left running.
///
/// Lives on one thread. Signals come from the event loop.
class PracticeLauncher : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        QString program; ///< ks-practice-cloud with its path.
        QString folder; ///< Of its state.
        TimeLimits limits; ///< For asking one that runs already.
        std::chrono::milliseconds patience = std::chrono::seconds(20); ///< Until a started one has to listen.
        std::function<void(const QString &line)> log; ///< As HttpClient has it.
    };

    explicit PracticeLauncher(Options options, QObject *parent = nullptr);
    /// Waits at most half a second for the program to end by itself.
    ~PracticeLauncher() override;

    /// Ends with ready() or failed(). `port` is wished for: where it is taken, another one serves; 0 for any. A second
    /// call before the end takes the first one's place.
    void start(quint16 port);
    /// Neither ready() nor failed() will come. A program that is starting goes on, for the next start().
    void cancel();

signals:
    void ready(const ksp::PracticeConnection &connection, const QString &userId);
    /// Internal, with what the program said in the detail.
    void failed(const ksp::Error &error);
    /// The practice Cloud ended after ready(), other than by this object.
    void ended();

private:
    void next();
    void waitForOther();
    void watchOther();
    void ask(const PracticeConnection &connection);
    void launch(quint16 port);
    void onPatienceEnded();
    void readAnnouncement();
    void onProcessEnded();
    void succeed(const PracticeConnection &connection, const QString &userId);

    Options m_options;
    bool m_isWanted = false;
    quint16 m_port = 0;
    QList<quint16> m_ports; ///< To be tried yet.
    qint64 m_silentPid = 0; ///< Of one that does not answer.
    /// While another one has the folder, but does not listen: it begins or ends.
    std::unique_ptr<QFileSystemWatcher> m_folderWatch;
    std::unique_ptr<QFileSystemWatcher> m_otherWatch; ///< While ready() stands for one that was not started here.
    Error m_error; ///< Why the last attempt failed.

    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<CloudClient> m_cloud;
    std::unique_ptr<QProcess> m_process;
    QTimer m_patience;
    QByteArray m_output;
    QByteArray m_complaints;
    std::optional<PracticeConnection> m_own; ///< Of the process that was started here, once it listens.
    QString m_ownUserId;
};

} // namespace ksp
