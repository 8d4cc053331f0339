#pragma once

#include "cli/ExitCode.h"
#include "core/Finding.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonObject>

namespace ksp {

/// Standard output and error: results on the one, everything else on the other, both UTF-8. Control characters and
/// the like, which a server could use to play tricks on a terminal, are replaced (see SafeText.h). Nothing is coloured;
/// only on a terminal is the progress a line that is written over.
class Console
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Console)
public:
    /// File descriptors; not owned.
    struct Files
    {
        int in = 0;
        int out = 1;
        int err = 2;
    };

    Console() = default;
    explicit Console(Files files);

    /// Opens /dev/null in place of standard files that are closed, so that no other file gets their numbers.
    static void ensureStandardFiles();

    void setQuiet(bool quiet) { m_quiet = quiet; }
    void setJson(bool json) { m_json = json; }
    [[nodiscard]] bool isJson() const { return m_json; }
    [[nodiscard]] const Files &files() const { return m_files; }
    [[nodiscard]] bool inputIsTerminal() const;

    /// A result, with a line break after it. With --json nothing: printObject() is the result then.
    void print(const QString &text);
    /// The result with --json, else nothing: one object on one line. At most once, but for verbs whose results come one
    /// by one.
    void printObject(const QJsonObject &object);

    /// Worth knowing, no result. Not with --quiet.
    void note(const QString &text);
    /// "warning: …"
    void warning(const QString &text);
    /// "warning: extension.yaml:12:3: …", "error: …" or "advice: …".
    void finding(const Finding &finding);
    /// "error executing command: …", as ksbuilder says it; with --json also {"error": {…}} with `more` beside it.
    void error(const Error &error, ExitCode code, const QJsonObject &more = {});
    /// A question, which the answer follows on the same line.
    void prompt(const QString &text);
    /// What the program itself puts beside an answer, such as a backspace: the one thing that is not filtered.
    void echo(const QByteArray &bytes);

    /// Where a long piece of work has got to: "step 2 of 4: Sending the package, 120 kB of 340 kB". Bytes below 0 are
    /// not known. Call it as often as you like: elsewhere than on a terminal a line is written when the text changes,
    /// and every ten seconds.
    void progress(int step, int steps, const QString &what, qint64 bytes = -1, qint64 total = -1);

    /// The program waits before it tries again: call it once a second. Elsewhere than on a terminal one line for each
    /// wait.
    void waiting(int secondsLeft);

    /// Whether something could not be written to the standard output (a full disk): the result is not complete then.
    [[nodiscard]] bool outputFailed() const { return m_outputFailed; }

private:
    void writeError(const QString &line);
    void overwrite(const QString &line);
    void clearProgress();

    Files m_files;
    bool m_quiet = false;
    bool m_json = false;
    bool m_outputFailed = false;
    bool m_progressShown = false;
    int m_secondsLeft = 0;
    QString m_progressText;
    QElapsedTimer m_progressTime;
};

/// A finding as `--json` has it.
QJsonObject findingObject(const Finding &finding);

} // namespace ksp
