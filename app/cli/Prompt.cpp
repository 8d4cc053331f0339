#include "cli/Prompt.h"

#include "account/ApiKey.h"
#include "cli/Console.h"
#include "cli/Invocation.h"
#include "cli/TerminalMode.h"
#include "core/KeyMemory.h"

#include <QSocketNotifier>

#include <cerrno>

#include <unistd.h>

namespace ksp {

namespace {

constexpr qsizetype maxLine = 4096;

enum Control : char {
    CtrlC = 3,
    CtrlD = 4,
    Backspace = 8,
    LineFeed = 10,
    Return = 13,
    CtrlU = 21,
    Escape = 27,
    Delete = 127
};

} // namespace

Prompt::Prompt(Console *console, const Invocation &invocation, QObject *parent)
    : QObject(parent), m_console(console), m_canAsk(!invocation.keyStdin && console->inputIsTerminal()),
      m_yes(invocation.yes)
{
}

Prompt::~Prompt() = default;

void Prompt::askKey(const QString &label, std::function<void(Result<QString>)> done)
{
    if (!m_canAsk) {
        QMetaObject::invokeMethod(
            this,
            [done = std::move(done)] {
                done(failure(ErrorKind::NeedsAnswer,
                    Prompt::tr(
                        "An API key is needed, and nobody can be asked for it here. Send it as the first line of "
                        "the standard input with --key-stdin, or sign in first with the command login.")));
            },
            Qt::QueuedConnection);
        return;
    }
    start(true, label, [done = std::move(done)](const Result<QByteArray> &line) {
        if (!line)
            done(failure(line.error()));
        else if (line->trimmed().isEmpty())
            done(failure(ErrorKind::NeedsAnswer, Prompt::tr("No API key was given.")));
        else
            done(cleanedApiKey(QString::fromUtf8(*line)));
    });
}

void Prompt::confirm(const QString &question, std::function<void(Result<bool>)> done)
{
    if (m_yes || !m_canAsk) {
        QMetaObject::invokeMethod(
            this,
            [done = std::move(done), yes = m_yes, question] {
                if (yes)
                    done(true);
                else
                    done(failure(
                        ErrorKind::NeedsAnswer, tr("%1 Nobody can be asked here: add --yes to agree.").arg(question)));
            },
            Qt::QueuedConnection);
        return;
    }
    start(false, question + QLatin1Char(' ') + tr("[y/N]") + QLatin1Char(' '),
        [done = std::move(done)](const Result<QByteArray> &line) {
            if (!line)
                return done(failure(line.error()));
            const QByteArray answer = line->trimmed().toLower();
            done(answer == "y" || answer == "yes");
        });
}

void Prompt::start(bool secret, const QString &text, std::function<void(Result<QByteArray>)> done)
{
    Q_ASSERT(!m_done);
    m_done = std::move(done);
    m_secret = secret;
    m_escape = 0;
    m_line.clear();
    // Growing would leave pieces of a key behind.
    m_line.reserve(maxLine);
    // Before the question: an answer may follow it at once. Without ISIG Ctrl-C arrives as a byte, so that the terminal
    // is always given back.
    if (secret)
        m_mode = std::make_unique<TerminalMode>(m_console->files().in, ECHO | ICANON | ISIG);
    m_console->prompt(text);
    m_notifier = std::make_unique<QSocketNotifier>(m_console->files().in, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Prompt::readAvailable);
}

void Prompt::readAvailable()
{
    char bytes[256];
    const ssize_t n = ::read(m_console->files().in, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n <= 0) {
        end(failure(ErrorKind::NeedsAnswer, tr("The input ended before the question was answered.")));
        return;
    }
    for (ssize_t i = 0; i < n; ++i) {
        if (!takeByte(bytes[i]))
            return;
    }
}

bool Prompt::takeByte(char byte)
{
    if (byte == LineFeed || byte == Return) {
        end(m_line);
        return false;
    }
    if (!m_secret) {
        if (m_line.size() < maxLine)
            m_line.append(byte);
        return true;
    }
    if (m_escape > 0) {
        if (m_escape == 1 && (byte == '[' || byte == 'O'))
            m_escape = 2;
        else if (m_escape == 1 || (byte >= '@' && byte <= '~'))
            m_escape = 0;
        return true;
    }
    switch (byte) {
    case CtrlC:
        end(failure(ErrorKind::Cancelled, tr("Stopped.")));
        return false;
    case CtrlD:
        if (!m_line.isEmpty())
            return true;
        end(failure(ErrorKind::NeedsAnswer, tr("The input ended before the question was answered.")));
        return false;
    case Backspace:
    case Delete:
        if (!m_line.isEmpty()) {
            m_line.chop(1);
            m_console->echo("\b \b");
        }
        return true;
    case CtrlU:
        m_console->echo(QByteArray("\b \b").repeated(m_line.size()));
        m_line.clear();
        return true;
    case Escape:
        m_escape = 1;
        return true;
    default:
        break;
    }
    const bool control = byte >= 0 && byte < ' ';
    if (!control && m_line.size() < maxLine) {
        m_line.append(byte);
        m_console->echo("*");
    }
    return true;
}

void Prompt::end(Result<QByteArray> result)
{
    // Echo is off for a secret, so the user's Return did not end the line.
    if (m_secret)
        m_console->echo("\n");
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater();
    m_mode.reset();
    wipe(m_line);
    // A handler may ask the next question.
    const auto done = std::exchange(m_done, {});
    done(std::move(result));
}

} // namespace ksp
