#pragma once

#include "core/Result.h"

#include <QObject>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace ksp {

class Console;
class TerminalMode;
struct Invocation;

/// Questions on the terminal, one at a time. The standard input is read only where it is a terminal and not taken by
/// --key-stdin; where nobody can be asked the answer is an error of kind NeedsAnswer.
///
/// `done` runs exactly once, later, from the event loop; not at all when the prompt is gone by then. Destroying it
/// gives the terminal back as it was. Ctrl-C at a secret ends in Cancelled; at a question it is a signal as ever.
class Prompt : public QObject
{
    Q_OBJECT
public:
    /// `console` is not owned and must live longer.
    Prompt(Console *console, const Invocation &invocation, QObject *parent = nullptr);
    ~Prompt() override;

    [[nodiscard]] bool canAsk() const { return m_canAsk; }

    /// Asks for an API key; each character shows as `*`. `label` such as "API key: ".
    void askKey(const QString &label, std::function<void(Result<QString>)> done);
    /// Asks a question that is answered with y or n; no other answer than y or yes agrees. With --yes it is true at
    /// once. `question` is a whole sentence with its question mark.
    void confirm(const QString &question, std::function<void(Result<bool>)> done);

private:
    void start(bool secret, const QString &text, std::function<void(Result<QByteArray>)> done);
    void readAvailable();
    bool takeByte(char byte);
    void end(Result<QByteArray> result);

    Console *m_console;
    bool m_canAsk;
    bool m_yes;
    bool m_secret = false;
    int m_escape = 0; ///< Inside an escape sequence (an arrow key): 1 after ESC, 2 after ESC [.
    QByteArray m_line;
    std::unique_ptr<TerminalMode> m_mode;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::function<void(Result<QByteArray>)> m_done;
};

} // namespace ksp
