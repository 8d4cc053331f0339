#include "cli/Console.h"

#include "core/SafeText.h"

#include <QJsonDocument>
#include <QLocale>

#include <cerrno>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr qint64 repaintMs = 100;
constexpr qint64 sparseLineMs = 10'000;

bool writeAll(int fd, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? n : 0;
    }
    return true;
}

int terminalWidth(int fd)
{
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QStringLiteral("error");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Advice:
        break;
    }
    return QStringLiteral("advice");
}

} // namespace

Console::Console(Files files) : m_files(files) { }

void Console::ensureStandardFiles()
{
    int fd = 0;
    do {
        fd = ::open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= 2);
    if (fd > 2)
        ::close(fd);
}

bool Console::inputIsTerminal() const
{
    return ::isatty(m_files.in) == 1;
}

void Console::print(const QString &text)
{
    if (m_json)
        return;
    clearProgress();
    if (!writeAll(m_files.out, (withoutControls(text) + QLatin1Char('\n')).toUtf8()))
        m_outputFailed = true;
}

void Console::printObject(const QJsonObject &object)
{
    if (!m_json)
        return;
    clearProgress();
    if (!writeAll(m_files.out, safeJson(QJsonDocument(object).toJson(QJsonDocument::Compact)) + '\n'))
        m_outputFailed = true;
}

void Console::note(const QString &text)
{
    if (!m_quiet)
        writeError(text);
}

void Console::warning(const QString &text)
{
    writeError(QStringLiteral("warning: ") + text);
}

void Console::finding(const Finding &finding)
{
    if (finding.severity != Severity::Advice || !m_quiet)
        writeError(severityWord(finding.severity) + QStringLiteral(": ") + finding.toString());
}

void Console::error(const Error &error, ExitCode code, const QJsonObject &more)
{
    writeError(QStringLiteral("error executing command: ") + error.sentence);
    QJsonObject object = more;
    object.insert(QStringLiteral("error"),
        QJsonObject{{QStringLiteral("kind"), kindWord(error.kind)}, {QStringLiteral("sentence"), error.sentence},
            {QStringLiteral("detail"), error.detail}, {QStringLiteral("httpStatus"), error.httpStatus},
            {QStringLiteral("exitCode"), int(code)}});
    printObject(object);
}

void Console::prompt(const QString &text)
{
    clearProgress();
    writeAll(m_files.err, withoutControls(text).toUtf8());
}

void Console::echo(const QByteArray &bytes)
{
    writeAll(m_files.err, bytes);
}

void Console::progress(int step, int steps, const QString &what, qint64 bytes, qint64 total)
{
    if (m_quiet)
        return;
    const QString where = tr("step %1 of %2: %3").arg(step).arg(steps).arg(what);
    const bool isNew = where != m_progressText;
    const bool terminal = ::isatty(m_files.err) == 1;
    const bool complete = bytes >= 0 && bytes == total;
    if (!isNew && m_progressTime.isValid() && !(terminal && complete)
        && m_progressTime.elapsed() < (terminal ? repaintMs : sparseLineMs))
        return;
    m_progressText = where;
    m_progressTime.start();
    QString line = where;
    if (bytes >= 0 && total > 0)
        line = tr("%1, %2 of %3").arg(where, sizeText(bytes), sizeText(total));
    else if (total > 0)
        line = tr("%1, %2").arg(where, sizeText(total));
    if (!terminal) {
        writeError(line);
        return;
    }
    overwrite(line);
}

void Console::waiting(int secondsLeft)
{
    const bool isNew = secondsLeft > m_secondsLeft;
    m_secondsLeft = secondsLeft;
    if (m_quiet || secondsLeft == 0)
        return;
    const QString line = tr("Trying again in %n second(s).", nullptr, secondsLeft);
    if (::isatty(m_files.err) == 1)
        overwrite(line);
    else if (isNew)
        writeError(line);
}

void Console::overwrite(const QString &line)
{
    const QString fitting = withoutControls(line).left(terminalWidth(m_files.err) - 1);
    writeAll(m_files.err, QByteArrayLiteral("\r") + fitting.toUtf8() + QByteArrayLiteral("\x1b[K"));
    m_progressShown = true;
}

void Console::writeError(const QString &line)
{
    clearProgress();
    writeAll(m_files.err, (withoutControls(line) + QLatin1Char('\n')).toUtf8());
}

void Console::clearProgress()
{
    if (m_progressShown)
        writeAll(m_files.err, QByteArrayLiteral("\r\x1b[K"));
    m_progressShown = false;
}

QJsonObject findingObject(const Finding &finding)
{
    return {{QStringLiteral("severity"), severityWord(finding.severity)}, {QStringLiteral("id"), finding.id},
        {QStringLiteral("file"), finding.place.file}, {QStringLiteral("line"), finding.place.line},
        {QStringLiteral("column"), finding.place.column}, {QStringLiteral("sentence"), finding.sentence},
        {QStringLiteral("question"), finding.isQuestion}};
}

} // namespace ksp
