#include "cli/CommandLine.h"

#include "cli/ExitCode.h"
#include "cli/HelpText.h"

#include <QProcess>
#include <QTest>

namespace ksp {

class CommandLineTest : public QObject
{
    Q_OBJECT

    static QStringList words(const QString &line) { return line.split(QLatin1Char(' '), Qt::SkipEmptyParts); }

private slots:
    void readsEveryOption()
    {
        const auto push = CommandLine::parse(
            words(QStringLiteral("--profile p push chart.tgz --server https://a.example/api/ --account=work "
                                 "--key-stdin --json --yes --quiet "
                                 "--dry-run --smallest --keep-images --overwrite-active --message hello")));
        QVERIFY2(push, push ? "" : qPrintable(push.error().sentence));
        QCOMPARE(push->verb, QStringLiteral("push"));
        QCOMPARE(push->arguments, QStringList(QStringLiteral("chart.tgz")));
        QCOMPARE(push->profile, QStringLiteral("p"));
        QCOMPARE(push->server, QStringLiteral("https://a.example/api"));
        QCOMPARE(push->account, QStringLiteral("work"));
        QCOMPARE(push->message, QStringLiteral("hello"));
        QVERIFY(push->keyStdin && push->json && push->yes && push->quiet);
        QVERIFY(push->dryRun && push->smallest && push->keepImages && push->overwriteActive);

        const auto practice
            = CommandLine::parse(words(QStringLiteral("practice --port=1 --state s --review-after 20")));
        QVERIFY(practice);
        QCOMPARE(practice->port, std::optional(1));
        QCOMPARE(practice->reviewAfter, std::optional(20));
        QCOMPARE(practice->state, QStringLiteral("s"));
        QVERIFY(practice->arguments.isEmpty());

        const auto reject = CommandLine::parse(words(QStringLiteral("practice reject --as draft 516 --state s")));
        QVERIFY(reject);
        QCOMPARE(reject->verb, QStringLiteral("practice reject"));
        QCOMPARE(reject->arguments, QStringList(QStringLiteral("516")));
        QCOMPARE(reject->as, QStringLiteral("draft"));
        QVERIFY(!reject->port);
    }

    void anArgumentThatMayBeLeftOut()
    {
        const auto all = CommandLine::parse(words(QStringLiteral("watch --until-decided")));
        QVERIFY(all);
        QVERIFY(all->untilDecided && all->arguments.isEmpty());
        const auto one = CommandLine::parse(words(QStringLiteral("watch hello-world")));
        QVERIFY(one);
        QCOMPARE(one->arguments, QStringList(QStringLiteral("hello-world")));
    }

    void formsOfAnOption_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("short") << QStringList{QStringLiteral("-o"), QStringLiteral("out")};
        QTest::newRow("short, joined") << QStringList{QStringLiteral("-oout")};
        QTest::newRow("short, equals") << QStringList{QStringLiteral("-o=out")};
        QTest::newRow("long") << QStringList{QStringLiteral("--output"), QStringLiteral("out")};
        QTest::newRow("long, equals") << QStringList{QStringLiteral("--output=out")};
        QTest::newRow("twice") << QStringList{QStringLiteral("-o"), QStringLiteral("x"), QStringLiteral("-oout")};
    }
    void formsOfAnOption()
    {
        QFETCH(QStringList, arguments);
        const auto parsed = CommandLine::parse(QStringList{QStringLiteral("package"), QStringLiteral("c")} + arguments);
        QVERIFY(parsed);
        QCOMPARE(parsed->output, QStringLiteral("out"));
        QCOMPARE(parsed->arguments, QStringList(QStringLiteral("c")));
    }

    void argumentsThatLookLikeOptions()
    {
        const auto parsed = CommandLine::parse(words(QStringLiteral("push -- --json")));
        QVERIFY(parsed);
        QCOMPARE(parsed->arguments, QStringList(QStringLiteral("--json")));
        QVERIFY(!parsed->json);
        const auto value = CommandLine::parse(words(QStringLiteral("push c --message --json")));
        QVERIFY(value);
        QCOMPARE(value->message, QStringLiteral("--json"));
        QVERIFY(!value->json);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *line, const char *sentence) {
            QTest::newRow(*line ? line : "nothing") << QString::fromLatin1(line) << QString::fromLatin1(sentence);
        };
        row("", "A command is needed; see \"ks-publisher-cli help\".");
        row("pusch x", "There is no command \"pusch\"; see \"ks-publisher-cli help\".");
        row("help pusch", "There is no command \"pusch\"; see \"ks-publisher-cli help\".");
        row("push", "push needs one CHART; see \"ks-publisher-cli help push\".");
        row("beta foo", "beta needs NAME and VERSION; see \"ks-publisher-cli help beta\".");
        row("push a b", "push needs one CHART; see \"ks-publisher-cli help push\".");
        row("watch a b", "watch takes one argument at most; see \"ks-publisher-cli help watch\".");
        row("list a", "list takes no argument; see \"ks-publisher-cli help list\".");
        row("list --dry-run", "list has no option --dry-run; see \"ks-publisher-cli help list\".");
        row("list --bogus", "There is no option --bogus; see \"ks-publisher-cli help list\".");
        row("list -x", "There is no option -x; see \"ks-publisher-cli help list\".");
        row("list --o x", "There is no option --o; see \"ks-publisher-cli help list\".");
        row("list --json=1", "--json takes no value; see \"ks-publisher-cli help\".");
        row("list --server", "--server needs a value; see \"ks-publisher-cli help\".");
        row("list --account=", "--account needs a value; see \"ks-publisher-cli help list\".");
        row("list --server ftp://x", "");
        row("list --server https://user:secret@x", "");
        row("practice --port x", "--port needs a whole number; see \"ks-publisher-cli help practice\".");
        row("practice --port -1", "--port needs a whole number; see \"ks-publisher-cli help practice\".");
        row("practice --port 65536", "--port needs a number up to 65535; see \"ks-publisher-cli help practice\".");
        row("practice reject 1 --as active",
            "--as needs draft or rejected; see \"ks-publisher-cli help practice reject\".");
        row("practice foo", "practice takes no argument; see \"ks-publisher-cli help practice\".");
        row("package c --key-stdin", "package has no option --key-stdin; see \"ks-publisher-cli help package\".");
    }
    void refuses()
    {
        QFETCH(QString, line);
        QFETCH(QString, sentence);
        const auto parsed = CommandLine::parse(words(line));
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorKind::BadInput);
        if (!sentence.isEmpty())
            QCOMPARE(parsed.error().sentence, sentence);
        QVERIFY(!parsed.error().sentence.contains(QStringLiteral("secret")));
        QVERIFY(parsed.error().sentence.contains(QStringLiteral("; see \"ks-publisher-cli help")));
    }

    void asksForHelp()
    {
        using Action = Invocation::Action;
        for (const char *line : {"help push", "push --help", "--help push", "push -h x y --json"}) {
            const auto parsed = CommandLine::parse(words(QLatin1String(line)));
            QVERIFY2(parsed, line);
            QCOMPARE(parsed->action, Action::Help);
            QCOMPARE(parsed->verb, QStringLiteral("push"));
        }
        QCOMPARE(CommandLine::parse(words(QStringLiteral("help practice approve")))->verb,
            QStringLiteral("practice approve"));
        QCOMPARE(CommandLine::parse(words(QStringLiteral("help")))->verb, QString());
        QCOMPARE(CommandLine::parse(words(QStringLiteral("--help")))->action, Action::Help);
        QCOMPARE(CommandLine::parse(words(QStringLiteral("--version")))->action, Action::Version);
        QCOMPARE(CommandLine::parse(words(QStringLiteral("--man")))->action, Action::Manual);
    }

    void theTableIsSound()
    {
        QSet<QString> used;
        for (const VerbSpec &verb : commandVerbs()) {
            const auto options = optionsOf(verb);
            QCOMPARE(
                options.size(), QString::fromLatin1(verb.options).split(QLatin1Char(' '), Qt::SkipEmptyParts).size());
            for (const OptionSpec *option : options)
                used.insert(QString::fromLatin1(option->name));
        }
        for (const OptionSpec &option : commandOptions())
            QVERIFY2(used.contains(QString::fromLatin1(option.name)), option.name);
    }

    void helpAndManualSayTheSame()
    {
        const QString manual = HelpText::manual();
        // troff warns of other characters.
        QVERIFY(std::all_of(manual.begin(), manual.end(), [](QChar c) { return c.unicode() < 0x7f; }));
        const QString overview = HelpText::overview();
        for (const VerbSpec &verb : commandVerbs()) {
            const QString help = HelpText::ofVerb(verb);
            QVERIFY2(help.contains(QStringLiteral("Example:\n  ") + QString::fromLatin1(verb.example)), verb.name);
            QVERIFY(overview.contains(QString::fromLatin1(verb.summary)));
            for (const QString &text : {QString::fromLatin1(verb.summary), QString::fromLatin1(verb.example)})
                QVERIFY2(
                    manual.contains(QString(text).replace(QLatin1Char('-'), QStringLiteral("\\-"))), qPrintable(text));
            const auto lines = help.split(QLatin1Char('\n'));
            for (const QString &line : lines)
                QVERIFY2(line.size() <= 90, qPrintable(line));
            const auto options = optionsOf(verb);
            for (const OptionSpec *option : options)
                QVERIFY(help.contains(QStringLiteral("--") + QString::fromLatin1(option->name)));
        }
        for (int code = 0; code <= 6; ++code)
            QVERIFY(overview.contains(QStringLiteral("\n  %1   ").arg(code)));
    }

    void theExampleOfEachVerbIsValid()
    {
        for (const VerbSpec &verb : commandVerbs()) {
            QStringList example = QProcess::splitCommand(QString::fromLatin1(verb.example));
            QCOMPARE(example.takeFirst(), QStringLiteral("ks-publisher-cli"));
            const auto parsed = CommandLine::parse(example);
            QVERIFY2(parsed, verb.example);
            if (parsed->action == Invocation::Action::Run)
                QCOMPARE(parsed->verb, QString::fromLatin1(verb.name));
        }
    }

    void exitCodes()
    {
        const auto code = [](ErrorKind kind) { return int(exitCodeFor(Error{kind, {}, {}})); };
        QCOMPARE(code(ErrorKind::BadInput), 1);
        QCOMPARE(code(ErrorKind::Limit), 1);
        QCOMPARE(code(ErrorKind::Internal), 1);
        QCOMPARE(code(ErrorKind::NeedsAnswer), 2);
        QCOMPARE(code(ErrorKind::Network), 3);
        QCOMPARE(code(ErrorKind::Authentication), 4);
        QCOMPARE(code(ErrorKind::Refused), 5);
        QCOMPARE(code(ErrorKind::Cancelled), 6);
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::CommandLineTest)
#include "CommandLineTest.moc"
