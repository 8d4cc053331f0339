#include "session/PracticeLauncher.h"

#include "cloud/CloudClient.h"
#include "net/HttpClient.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileSystemWatcher>
#include <QProcess>

#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr qsizetype mostOutput = 16 * 1024; // bytes
constexpr qsizetype mostComplaints = 4 * 1024; // bytes
constexpr int announcedLines = 3;

QList<quint16> portsToTry(quint16 wish)
{
    return wish == 0 ? QList<quint16>{0} : QList<quint16>{wish, 0};
}

} // namespace

PracticeLauncher::PracticeLauncher(Options options, QObject *parent) : QObject(parent), m_options(std::move(options))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(m_options.patience);
    connect(&m_patience, &QTimer::timeout, this, &PracticeLauncher::onPatienceEnded);
}

PracticeLauncher::~PracticeLauncher()
{
    // Its kept connections would hold up the end of the program.
    m_cloud.reset();
    m_http.reset();
    if (!m_process || m_process->state() == QProcess::NotRunning)
        return;
    m_process->disconnect(this);
    m_process->terminate();
    // What it has is on disk at any time, so that QProcess may kill it if this is not enough.
    m_process->waitForFinished(500);
}

void PracticeLauncher::start(quint16 port)
{
    cancel();
    m_isWanted = true;
    m_otherWatch.reset();
    m_silentPid = 0;
    m_error = {};
    m_port = port;
    m_ports = portsToTry(port);
    QMetaObject::invokeMethod(this, &PracticeLauncher::next, Qt::QueuedConnection);
}

void PracticeLauncher::cancel()
{
    m_isWanted = false;
    m_cloud.reset();
    m_http.reset();
    if (std::exchange(m_folderWatch, nullptr))
        m_patience.stop();
}

void PracticeLauncher::next()
{
    // A call of a start() that was cancelled, or whose successor has begun already.
    if (!m_isWanted || m_cloud || m_folderWatch)
        return;
    if (m_own)
        return succeed(*m_own, m_ownUserId);
    if (m_process)
        return;
    const auto running = PracticeState::readConnection(m_options.folder);
    if (running && running->pid != m_silentPid)
        return ask(*running);
    if (const qint64 holder = PracticeState::lockHolder(m_options.folder); holder != 0 && holder != m_silentPid)
        return waitForOther();
    if (m_ports.isEmpty()) {
        m_isWanted = false;
        emit failed(m_error);
        return;
    }
    launch(m_ports.takeFirst());
}

void PracticeLauncher::waitForOther()
{
    m_folderWatch = std::make_unique<QFileSystemWatcher>(QStringList{m_options.folder});
    m_patience.start();
    const auto look = [this] {
        if (!m_folderWatch)
            return;
        const auto running = PracticeState::readConnection(m_options.folder);
        const bool listens = running && running->pid != m_silentPid;
        if (!listens && PracticeState::lockHolder(m_options.folder) != 0)
            return;
        m_patience.stop();
        m_folderWatch.reset();
        m_ports = portsToTry(m_port);
        next();
    };
    connect(m_folderWatch.get(), &QFileSystemWatcher::directoryChanged, this, look, Qt::QueuedConnection);
    // Something may have changed before it was watched.
    QMetaObject::invokeMethod(this, look, Qt::QueuedConnection);
}

void PracticeLauncher::onPatienceEnded()
{
    if (m_process) {
        m_ports.clear();
        m_complaints = "nothing was announced in time\n" + m_complaints;
        m_process->kill();
        return;
    }
    m_folderWatch.reset();
    m_silentPid = PracticeState::lockHolder(m_options.folder);
    next();
}

void PracticeLauncher::ask(const PracticeConnection &connection)
{
    TimeLimits limits = m_options.limits;
    limits.pauses.clear();
    m_http = std::make_unique<HttpClient>(HttpClient::Settings{
        QUrl(connection.url, QUrl::StrictMode), connection.key, QNetworkProxy::NoProxy, limits, m_options.log});
    m_cloud = std::make_unique<CloudClient>(m_http.get());
    m_cloud->user(this, [this, connection](const Result<QString> &user) {
        m_cloud.reset();
        m_http.reset();
        if (user) {
            watchOther();
            return succeed(connection, *user);
        }
        // The file of one that was killed, whose process number another program has by now, or one that hangs.
        m_silentPid = connection.pid;
        m_error = user.error();
        next();
    });
}

void PracticeLauncher::watchOther()
{
    m_otherWatch = std::make_unique<QFileSystemWatcher>(QStringList{m_options.folder});
    const auto look = [this] {
        if (!m_otherWatch || PracticeState::readConnection(m_options.folder))
            return;
        m_otherWatch.reset();
        if (!m_isWanted)
            emit ended();
    };
    connect(m_otherWatch.get(), &QFileSystemWatcher::directoryChanged, this, look, Qt::QueuedConnection);
}

void PracticeLauncher::launch(quint16 port)
{
    m_output.clear();
    m_complaints.clear();
    m_process = std::make_unique<QProcess>();
    m_process->setStandardInputFile(QProcess::nullDevice());
    const pid_t self = ::getpid();
    m_process->setChildProcessModifier([self] {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        // This process may have ended before that.
        if (::getppid() != self)
            ::_exit(1);
    });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &PracticeLauncher::readAnnouncement);
    connect(m_process.get(), &QProcess::readyReadStandardError, this,
        [this] { m_complaints = (m_complaints + m_process->readAllStandardError()).right(mostComplaints); });
    connect(m_process.get(), &QProcess::finished, this, &PracticeLauncher::onProcessEnded);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_ports.clear();
        m_complaints = m_process->errorString().toUtf8();
        // It may come from within QProcess::start().
        QMetaObject::invokeMethod(this, &PracticeLauncher::onProcessEnded, Qt::QueuedConnection);
    });
    m_patience.start();
    m_process->start(m_options.program,
        {QStringLiteral("--state"), m_options.folder, QStringLiteral("--port"), QString::number(port)});
}

void PracticeLauncher::readAnnouncement()
{
    const QByteArray more = m_process->readAllStandardOutput();
    if (m_own || m_output.size() > mostOutput)
        return;
    m_output += more;
    if (m_output.count('\n') < announcedLines)
        return;
    PracticeConnection own;
    own.pid = m_process->processId();
    const QList<QByteArray> lines = m_output.split('\n');
    for (const QByteArray &line : lines) {
        const QString value = QString::fromUtf8(line.mid(line.indexOf(' ') + 1));
        if (line.startsWith("URL: "))
            own.url = value;
        else if (line.startsWith("Key: "))
            own.key = value;
        else if (line.startsWith("User: "))
            m_ownUserId = value;
    }
    if (own.url.isEmpty() || own.key.isEmpty() || m_ownUserId.isEmpty())
        return;
    m_output.clear();
    m_patience.stop();
    m_own = own;
    next();
}

void PracticeLauncher::onProcessEnded()
{
    m_patience.stop();
    const bool hadBegun = m_own.has_value();
    m_own.reset();
    const QString program = QDir::toNativeSeparators(m_options.program);
    const QString said = QString::fromUtf8(m_complaints).trimmed();
    m_error = m_process->error() == QProcess::FailedToStart
        ? Error{ErrorKind::Internal,
            tr("The practice Cloud, %1, cannot be started. Install this program anew.").arg(program), said}
        : Error{ErrorKind::Internal,
            tr("The practice Cloud, %1, ended before it was ready. See the details, then try again.").arg(program),
            said};
    // It is the sender.
    m_process.release()->deleteLater();
    if (m_isWanted)
        next();
    else if (hadBegun)
        emit ended();
}

void PracticeLauncher::succeed(const PracticeConnection &connection, const QString &userId)
{
    m_isWanted = false;
    emit ready(connection, userId);
}

} // namespace ksp
