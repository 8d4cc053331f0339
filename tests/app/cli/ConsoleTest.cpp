#include "cli/Console.h"

#include "cli/Invocation.h"
#include "cli/KeyReader.h"
#include "cli/Prompt.h"
#include "cli/Table.h"
#include "support/Await.h"

#include <QJsonDocument>

#include <fcntl.h>
#include <pty.h>
#include <thread>

#include <unistd.h>

namespace ksp {

namespace {

/// A pipe; what was written to it so far can be read.
struct Pipe
{
    Pipe() { ok = ::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0; }
    ~Pipe()
    {
        closeWriter();
        ::close(ends[0]);
    }
    Q_DISABLE_COPY_MOVE(Pipe)
    void closeWriter()
    {
        if (ends[1] >= 0)
            ::close(ends[1]);
        ends[1] = -1;
    }
    void write(const QByteArray &bytes)
    {
        QCOMPARE(::write(ends[1], bytes.constData(), size_t(bytes.size())), bytes.size());
    }
    QByteArray read() { return readFrom(ends[0]); }
    static QByteArray readFrom(int fd)
    {
        QByteArray bytes(65536, '\0');
        const auto n = ::read(fd, bytes.data(), size_t(bytes.size()));
        return bytes.left(n > 0 ? n : 0);
    }

    bool ok = false;
    int ends[2] = {-1, -1};
};

/// A terminal: what is typed goes in at the master, what is shown comes out there.
struct Terminal
{
    Terminal()
    {
        ok = ::openpty(&master, &slave, nullptr, nullptr, nullptr) == 0 && ::fcntl(master, F_SETFL, O_NONBLOCK) == 0;
    }
    ~Terminal()
    {
        ::close(master);
        ::close(slave);
    }
    Q_DISABLE_COPY_MOVE(Terminal)
    void type(const QByteArray &bytes)
    {
        QCOMPARE(::write(master, bytes.constData(), size_t(bytes.size())), bytes.size());
    }
    /// What came out so far; a terminal passes it on some time after it was written.
    QByteArray shown()
    {
        all += Pipe::readFrom(master);
        return all;
    }
    [[nodiscard]] tcflag_t modes() const
    {
        termios now{};
        ::tcgetattr(slave, &now);
        return now.c_lflag;
    }

    bool ok = false;
    int master = -1;
    int slave = -1;
    QByteArray all;
};

} // namespace

class ConsoleTest : public QObject
{
    Q_OBJECT
private slots:
    // The layout of ksbuilder's tables, as it was recorded.
    void tables()
    {
        Table list(
            {QStringLiteral("ID"), QStringLiteral("NAME"), QStringLiteral("STATUS"), QStringLiteral("LATEST VERSION")});
        list.addRow(
            {QStringLiteral("516955082311396155"), QStringLiteral("hello-world"), QStringLiteral("draft"), QString()});
        list.addRow({QStringLiteral("516955082412059451"), QStringLiteral("nvidia-gpu-operator"),
            QStringLiteral("draft"), QString()});
        QCOMPARE(list.toString(),
            QStringLiteral("ID                   NAME                  STATUS   LATEST VERSION   \n"
                           "516955082311396155   hello-world           draft                     \n"
                           "516955082412059451   nvidia-gpu-operator   draft                     "));
        Table wide({QStringLiteral("A"), QStringLiteral("B")});
        wide.addRow({QStringLiteral("世界𝄞"), QStringLiteral("two\nlines\tin one")});
        QCOMPARE(wide.toString(), QStringLiteral("A     B                  \n世界𝄞   two lines in one   "));
        QCOMPARE(Table({QStringLiteral("ONLY")}).toString(), QStringLiteral("ONLY   "));
    }

    void resultsAndTheRest()
    {
        Pipe out;
        Pipe err;
        Console console({0, out.ends[1], err.ends[1]});
        console.print(QStringLiteral("résult"));
        console.printObject({{QStringLiteral("a"), 1}});
        console.note(QStringLiteral("note"));
        console.warning(QStringLiteral("careful"));
        console.finding({Severity::Warning, {QStringLiteral("extension.yaml"), 12, 3}, QStringLiteral("Twice."),
            QStringLiteral("id")});
        console.finding(
            {Severity::Error, {QStringLiteral("values.yaml"), 0, 0}, QStringLiteral("Broken."), QStringLiteral("id")});
        console.error({ErrorKind::Network, QStringLiteral("Gone."), QStringLiteral("detail")}, ExitCode::Network);
        QCOMPARE(out.read(), QByteArray("r\xc3\xa9sult\n"));
        QCOMPARE(err.read(),
            QByteArray("note\nwarning: careful\nwarning: extension.yaml:12:3: Twice.\nerror: values.yaml: Broken.\n"
                       "error executing command: Gone.\n"));
        QVERIFY(!console.outputFailed());
    }

    void quietKeepsWarningsAndErrors()
    {
        Pipe out;
        Pipe err;
        Console console({0, out.ends[1], err.ends[1]});
        console.setQuiet(true);
        console.print(QStringLiteral("result"));
        console.note(QStringLiteral("note"));
        console.progress(1, 2, QStringLiteral("Working"));
        console.waiting(3);
        console.warning(QStringLiteral("careful"));
        QCOMPARE(out.read(), QByteArray("result\n"));
        QCOMPARE(err.read(), QByteArray("warning: careful\n"));
    }

    void jsonIsOneObject()
    {
        Pipe out;
        Pipe err;
        Console console({0, out.ends[1], err.ends[1]});
        console.setJson(true);
        console.print(QStringLiteral("result"));
        console.error({ErrorKind::Refused, QStringLiteral("No."), QStringLiteral("why"), 409}, ExitCode::ServerRefused,
            {{QStringLiteral("name"), QStringLiteral("hello")}});
        const QByteArray text = out.read();
        QCOMPARE(text.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(text).object(),
            (QJsonObject{{QStringLiteral("name"), QStringLiteral("hello")},
                {QStringLiteral("error"),
                    QJsonObject{{QStringLiteral("kind"), QStringLiteral("refused")},
                        {QStringLiteral("sentence"), QStringLiteral("No.")},
                        {QStringLiteral("detail"), QStringLiteral("why")}, {QStringLiteral("httpStatus"), 409},
                        {QStringLiteral("exitCode"), 5}}}}));
        QCOMPARE(err.read(), QByteArray("error executing command: No.\n"));
    }

    void controlCharactersReachNoTerminal()
    {
        Pipe out;
        Pipe err;
        Console console({0, out.ends[1], err.ends[1]});
        console.print(QStringLiteral("a\x1b[31mb\u009bc\rd"));
        console.note(QStringLiteral("\x07"));
        QCOMPARE(out.read(),
            QByteArray("a\xef\xbf\xbd[31mb\xef\xbf\xbd"
                       "c\xef\xbf\xbd"
                       "d\n"));
        QCOMPARE(err.read(), QByteArray("\xef\xbf\xbd\n"));
    }

    void jsonActsOnNoTerminal()
    {
        Pipe out;
        Console console({0, out.ends[1], out.ends[1]});
        console.setJson(true);
        const QJsonObject object{{QStringLiteral("name"), QStringLiteral("a\x7f\u009b31m\u202e\u200b中")}};
        console.printObject(object);
        const QByteArray line = out.read();
        QCOMPARE(line, QByteArray(R"({"name":"a\u007f\u009b31m\u202e\u200b)") + "中\"}\n");
        QCOMPARE(QJsonDocument::fromJson(line).object(), object);
    }

    void aQuestionIsFiltered()
    {
        Terminal terminal;
        Console console({terminal.slave, terminal.slave, terminal.slave});
        Prompt prompt(&console, {});
        prompt.confirm(QStringLiteral("Replace \x1b[2J\u202e1.0?"), [](const Result<bool> &) {});
        QTRY_COMPARE(terminal.shown(),
            QByteArray("Replace \xef\xbf\xbd[2J\xef\xbf\xbd"
                       "1.0? [y/N] "));
    }

    /// A key that is pasted the moment the question shows must not show either.
    void theEchoIsOffBeforeTheQuestion()
    {
        Terminal terminal;
        Pipe err;
        QCOMPARE(::fcntl(err.ends[1], F_SETFL, 0), 0);
        const QByteArray filling(::fcntl(err.ends[1], F_GETPIPE_SZ), 'x');
        err.write(filling);
        // The question cannot be written before the pipe is emptied.
        bool isOff = false;
        std::thread reader([&] {
            isOff = QTest::qWaitFor([&] { return (terminal.modes() & ECHO) == 0; });
            QByteArray written;
            while (!written.contains("API key: "))
                written += err.read();
        });
        Console console({terminal.slave, terminal.slave, err.ends[1]});
        Prompt prompt(&console, {});
        prompt.askKey(QStringLiteral("API key: "), [](const Result<QString> &) {});
        reader.join();
        QVERIFY(isOff);
    }

    void aResultThatCannotBeWritten()
    {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        QVERIFY(full >= 0);
        Console console({0, full, 2});
        console.print(QStringLiteral("lost"));
        QVERIFY(console.outputFailed());
        ::close(full);
    }

    void progressInAFileIsSparse()
    {
        Pipe err;
        Console console({0, 1, err.ends[1]});
        for (qint64 sent = 0; sent <= 340'000; sent += 1000)
            console.progress(2, 4, QStringLiteral("Sending the package"), sent, 340'000);
        console.progress(3, 4, QStringLiteral("Submitting"));
        console.waiting(2);
        console.waiting(1);
        console.waiting(0);
        console.waiting(1);
        QCOMPARE(err.read(),
            QByteArray("step 2 of 4: Sending the package, 0 bytes of 340 kB\nstep 3 of 4: Submitting\n"
                       "Trying again in 2 second(s).\nTrying again in 1 second(s).\n"));
    }

    void progressOnATerminalIsOneLine()
    {
        Terminal terminal;
        QVERIFY(terminal.ok);
        Console console({terminal.slave, terminal.slave, terminal.slave});
        console.progress(1, 2, QStringLiteral("Sending"), 0, 1000);
        console.progress(1, 2, QStringLiteral("Sending"), 2, 1000);
        console.progress(1, 2, QStringLiteral("Sending"), 1000, 1000);
        console.progress(2, 2, QString(300, QLatin1Char('x')));
        console.note(QStringLiteral("note"));
        // 80 columns less one: the cursor stays on the line.
        const QByteArray expected
            = "\rstep 1 of 2: Sending, 0 bytes of 1 kB\x1b[K\rstep 1 of 2: Sending, 1 kB of 1 kB\x1b[K"
              "\rstep 2 of 2: "
            + QByteArray(66, 'x') + "\x1b[K\r\x1b[Knote\r\n";
        QTRY_COMPARE(terminal.shown(), expected);
    }

    void keyFromStdin_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("line") << QByteArray("kck-1\nrest\n") << QStringLiteral("kck-1") << QByteArray("rest\n");
        QTest::newRow("no line end") << QByteArray("kck-1") << QStringLiteral("kck-1") << QByteArray();
        QTest::newRow("Windows") << QByteArray(" kck-1 \t\r\n") << QStringLiteral("kck-1") << QByteArray();
        QTest::newRow("longest") << QByteArray(4096, 'k') + '\n' << QString(4096, QLatin1Char('k')) << QByteArray();
    }
    void keyFromStdin()
    {
        QFETCH(QByteArray, input);
        Pipe in;
        in.write(input);
        in.closeWriter();
        KeyReader reader(in.ends[0]);
        const auto key = await<QString>([&](auto done) { reader.read(done); });
        QVERIFY(key);
        QTEST(*key, "key");
        QTEST(in.read(), "left");
    }

    void noKeyFromStdin_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("kind");
        QTest::newRow("nothing") << QByteArray() << int(ErrorKind::NeedsAnswer);
        QTest::newRow("blank") << QByteArray("  \r\nkck-1\n") << int(ErrorKind::NeedsAnswer);
        QTest::newRow("two words") << QByteArray("kck 1\n") << int(ErrorKind::BadInput);
        QTest::newRow("header") << QByteArray("kck\rX-Evil: 1\n") << int(ErrorKind::BadInput);
        QTest::newRow("binary") << QByteArray("k\0k\n", 4) << int(ErrorKind::BadInput);
        QTest::newRow("too long") << QByteArray(5000, 'k') << int(ErrorKind::BadInput);
    }
    void noKeyFromStdin()
    {
        QFETCH(QByteArray, input);
        Pipe in;
        in.write(input);
        in.closeWriter();
        KeyReader reader(in.ends[0]);
        const auto key = await<QString>([&](auto done) { reader.read(done); });
        QVERIFY(!key);
        QTEST(int(key.error().kind), "kind");
        QVERIFY(!key.error().sentence.contains(QStringLiteral("kkk")));
    }

    void aKeyInPieces()
    {
        Pipe in;
        KeyReader reader(in.ends[0]);
        std::optional<Result<QString>> key;
        reader.read([&](const Result<QString> &read) { key = read; });
        in.write("kck");
        QCoreApplication::processEvents();
        QVERIFY(!key);
        in.write("-1\n");
        QTRY_VERIFY(key);
        QCOMPARE(key->value_or(QString()), QStringLiteral("kck-1"));
    }

    void aTypedKeyIsMasked()
    {
        Terminal terminal;
        Console console({terminal.slave, terminal.slave, terminal.slave});
        const tcflag_t before = terminal.modes();
        Prompt prompt(&console, {});
        QVERIFY(prompt.canAsk());
        std::optional<Result<QString>> key;
        prompt.askKey(QStringLiteral("API key: "), [&](const Result<QString> &typed) { key = typed; });
        QVERIFY((terminal.modes() & (ECHO | ICANON | ISIG)) == 0);
        // Corrected, an arrow key, started anew, a stray control character.
        terminal.type("xx\x7f\x1b[D\x15kcq\bk\x01-1\r");
        QTRY_VERIFY(key);
        QCOMPARE(key->value_or(QString()), QStringLiteral("kck-1"));
        QCOMPARE(terminal.modes(), before);
        QTRY_COMPARE(terminal.shown(), QByteArray("API key: **\b \b\b \b***\b \b***\r\n"));
    }

    void aTypedKeyCanBeGivenUp_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<int>("kind");
        QTest::newRow("Ctrl-C") << QByteArray("kck\x03") << int(ErrorKind::Cancelled);
        QTest::newRow("Ctrl-D") << QByteArray("\x04") << int(ErrorKind::NeedsAnswer);
        QTest::newRow("Return") << QByteArray("\r") << int(ErrorKind::NeedsAnswer);
        QTest::newRow("not a key") << QByteArray("\xc3\xa9\r") << int(ErrorKind::BadInput);
    }
    void aTypedKeyCanBeGivenUp()
    {
        QFETCH(QByteArray, typed);
        Terminal terminal;
        Console console({terminal.slave, terminal.slave, terminal.slave});
        const tcflag_t before = terminal.modes();
        Prompt prompt(&console, {});
        std::optional<Result<QString>> key;
        prompt.askKey(QStringLiteral("API key: "), [&](const Result<QString> &result) { key = result; });
        terminal.type(typed);
        QTRY_VERIFY(key);
        QVERIFY(!*key);
        QTEST(int(key->error().kind), "kind");
        QCOMPARE(terminal.modes(), before);
    }

    void anAbandonedPromptGivesTheTerminalBack()
    {
        Terminal terminal;
        Console console({terminal.slave, terminal.slave, terminal.slave});
        const tcflag_t before = terminal.modes();
        {
            Prompt prompt(&console, {});
            prompt.askKey(QStringLiteral("API key: "), [](const Result<QString> &) { QFAIL("called"); });
            QVERIFY(terminal.modes() != before);
        }
        QCOMPARE(terminal.modes(), before);
    }

    void questions()
    {
        Terminal terminal;
        Console console({terminal.slave, terminal.slave, terminal.slave});
        Prompt prompt(&console, {});
        const QList<std::pair<QByteArray, bool>> answers{
            {"y\n", true}, {" YES \n", true}, {"n\n", false}, {"\n", false}, {"yy\n", false}};
        for (const auto &[typed, expected] : answers) {
            std::optional<Result<bool>> answer;
            prompt.confirm(QStringLiteral("Replace it?"), [&](const Result<bool> &a) { answer = a; });
            QTRY_VERIFY(terminal.shown().endsWith("Replace it? [y/N] "));
            terminal.type(typed);
            QTRY_VERIFY(answer);
            QCOMPARE(answer->value_or(!expected), expected);
        }
    }

    void nobodyToAsk()
    {
        Pipe in;
        Terminal terminal;
        Invocation withKey;
        withKey.keyStdin = true;
        Console piped({in.ends[0], terminal.slave, terminal.slave});
        Console typed({terminal.slave, terminal.slave, terminal.slave});
        Prompt prompts[] = {Prompt(&piped, {}), Prompt(&typed, withKey)};
        for (Prompt &prompt : prompts) {
            QVERIFY(!prompt.canAsk());
            const auto answer = await<bool>([&](auto done) { prompt.confirm(QStringLiteral("Replace it?"), done); });
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorKind::NeedsAnswer);
            QVERIFY(answer.error().sentence.startsWith(QStringLiteral("Replace it? ")));
            QVERIFY(answer.error().sentence.contains(QStringLiteral("--yes")));
            const auto key = await<QString>([&](auto done) { prompt.askKey(QStringLiteral("API key: "), done); });
            QVERIFY(!key);
            QCOMPARE(key.error().kind, ErrorKind::NeedsAnswer);
        }
        Invocation agreed;
        agreed.yes = true;
        Prompt yes(&piped, agreed);
        QCOMPARE(
            await<bool>([&](auto done) { yes.confirm(QStringLiteral("Replace it?"), done); }).value_or(false), true);
        QCOMPARE(terminal.shown(), QByteArray());
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::ConsoleTest)
#include "ConsoleTest.moc"
