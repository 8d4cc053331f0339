#include "core/VersionOrder.h"
#include "review/ExtensionsCsv.h"
#include "review/ExtensionsFilter.h"
#include "review/ExtensionsModel.h"
#include "review/SnapshotsModel.h"
#include "review/TimelineModel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace ksp;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}

Extension extension(const QString &name, const QString &status = QStringLiteral("draft"), const QString &latest = {})
{
    return {QStringLiteral("9") + name, name, status, latest};
}

Snapshot snapshot(const QString &id, const QString &version, const QString &status, int hoursBefore = 0)
{
    return {id, version, status, noon().addSecs(-3600LL * hoursBefore)};
}

/// The model as text: a line for each row, cells parted by bars.
QString printed(const QAbstractItemModel &model, QList<int> columns = {})
{
    if (columns.isEmpty()) {
        for (int column = 0; column < model.columnCount(); ++column)
            columns.append(column);
    }
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (const int column : columns)
            cells.append(model.index(row, column).data().toString());
        lines.append(cells.join(QStringLiteral(" | ")).trimmed());
    }
    return lines.join(QLatin1Char('\n'));
}

QString names(const QAbstractItemModel &model)
{
    return printed(model, {ExtensionsModel::Name}).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

/// Every signal of a model that tells of a change.
struct Signals
{
    explicit Signals(QAbstractItemModel *model)
        : changed(model, &QAbstractItemModel::dataChanged), inserted(model, &QAbstractItemModel::rowsInserted),
          removed(model, &QAbstractItemModel::rowsRemoved), moved(model, &QAbstractItemModel::rowsMoved),
          reset(model, &QAbstractItemModel::modelReset), layout(model, &QAbstractItemModel::layoutChanged)
    {
    }
    [[nodiscard]] QString taken()
    {
        QString text;
        for (auto [name, spy] : {std::pair("changed", &changed), {"inserted", &inserted}, {"removed", &removed},
                 {"moved", &moved}, {"reset", &reset}, {"layout", &layout}}) {
            if (!spy->isEmpty())
                text += QStringLiteral("%1 %2 ").arg(QLatin1String(name)).arg(spy->size());
            spy->clear();
        }
        return text.trimmed();
    }

    QSignalSpy changed;
    QSignalSpy inserted;
    QSignalSpy removed;
    QSignalSpy moved;
    QSignalSpy reset;
    QSignalSpy layout;
};

} // namespace

class ReviewModelsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void statusesAreData_data()
    {
        QTest::addColumn<StatusTone>("tone");
        QTest::addColumn<NextActor>("next");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("draft") << StatusTone::Neutral << NextActor::You << true;
        QTest::newRow("submitted") << StatusTone::Info << NextActor::Reviewers << true;
        QTest::newRow("active") << StatusTone::Good << NextActor::Nobody << true;
        QTest::newRow("ready") << StatusTone::Good << NextActor::Nobody << true;
        QTest::newRow("passed") << StatusTone::Good << NextActor::You << true;
        QTest::newRow("rejected") << StatusTone::Bad << NextActor::You << true;
        QTest::newRow("suspended") << StatusTone::Warning << NextActor::You << true;
        QTest::newRow("on the moon") << StatusTone::Neutral << NextActor::Unknown << false;
        QTest::newRow("") << StatusTone::Neutral << NextActor::Unknown << false;
        QTest::newRow("Active") << StatusTone::Neutral << NextActor::Unknown << false;
    }
    void statusesAreData()
    {
        QFETCH(StatusTone, tone);
        QFETCH(NextActor, next);
        QFETCH(bool, isKnown);
        const QString word = QString::fromLatin1(QTest::currentDataTag());
        const ReviewStatus status = ReviewStatus::of(word);
        QCOMPARE(status.word, word);
        QCOMPARE(status.label, word); // in English
        QCOMPARE(status.tone, tone);
        QCOMPARE(status.next, next);
        QCOMPARE(!status.meaning.isEmpty(), isKnown);
        QVERIFY(!status.icon.isEmpty());
        if (!word.isEmpty())
            QVERIFY2(ReviewStatus::countOf(word, 3).contains(QLatin1Char('3')), qPrintable(word));
    }

    void extensionsArePrinted()
    {
        ExtensionsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setExtensions({extension(QStringLiteral("vault"), QStringLiteral("ready"), QStringLiteral("1.0.0")),
            extension(QStringLiteral("empty")), extension(QStringLiteral("gateway"), QStringLiteral("odd"))});
        QCOMPARE(printed(model),
            QStringLiteral("empty | 9empty | draft |  | not loaded | not loaded | not loaded | not loaded\n"
                           "gateway | 9gateway | odd |  | not loaded | not loaded | not loaded | not loaded\n"
                           "vault | 9vault | ready | 1.0.0 | not loaded | not loaded | not loaded | not loaded"));
        model.setSnapshots(QStringLiteral("empty"), {}, noon());
        model.setSnapshots(QStringLiteral("vault"),
            {snapshot(QStringLiteral("1"), QStringLiteral("1.0.0"), QStringLiteral("active"), 5),
                snapshot(QStringLiteral("2"), QStringLiteral("1.1.0"), QStringLiteral("draft"), 1)},
            noon());
        model.setSnapshots(QStringLiteral("gateway"),
            {{QStringLiteral("3"), QStringLiteral("0.1.0"), QStringLiteral("submitted"), {}}}, noon());
        QCOMPARE(printed(model),
            QStringLiteral("empty | 9empty | draft |  |  |  | you |\n"
                           "gateway | 9gateway | odd |  | 0.1.0 | submitted | the reviewers |\n"
                           "vault | 9vault | ready | 1.0.0 | 1.1.0 | draft | you | 24 Nov 2026"));
        QCOMPARE(model.counts(), (QMap<QString, int>{{StatusWord::draft, 2}, {StatusWord::submitted, 1}}));
        const QModelIndex time = model.index(2, ExtensionsModel::LastChange);
        QCOMPARE(time.data(Qt::ToolTipRole).toString(), QStringLiteral("2026-11-24T11:00:00Z"));
    }

    void aRefreshWithoutChangesEmitsNothing()
    {
        ExtensionsModel model;
        const QList<Extension> list{extension(QStringLiteral("b")), extension(QStringLiteral("a"))};
        const QList<Snapshot> snapshots{snapshot(QStringLiteral("1"), QStringLiteral("1.0.0"), StatusWord::active)};
        model.setExtensions(list);
        model.setSnapshots(QStringLiteral("a"), snapshots, noon());
        Signals signs(&model);
        const QSignalSpy counts(&model, &ExtensionsModel::countsChanged);
        QCOMPARE(model.setExtensions({list.at(1), list.at(0)}), QStringList());
        QCOMPARE(model.setSnapshots(QStringLiteral("a"), snapshots, noon().addSecs(30)), QList<StatusChange>());
        QCOMPARE(model.setSnapshots(QStringLiteral("nobody"), snapshots, noon()), QList<StatusChange>());
        QCOMPARE(signs.taken(), QString());
        QCOMPARE(counts.size(), 0);
    }

    void oneChangedStatusIsOneSignal()
    {
        ExtensionsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<Extension> list;
        for (int i = 0; i < 100; ++i)
            list.append(extension(QString::number(1000 + i)));
        model.setExtensions(list);
        Signals signs(&model);
        list[40].status = StatusWord::ready;
        QCOMPARE(model.setExtensions(list), QStringList{QStringLiteral("1040")});
        QCOMPARE(signs.changed.value(0).value(0).toModelIndex().row(), 40);
        QCOMPARE(signs.taken(), QStringLiteral("changed 1"));

        const QString name = QStringLiteral("1007");
        auto versions = QList<Snapshot>{snapshot(QStringLiteral("1"), QStringLiteral("1.0.0"), StatusWord::submitted)};
        QCOMPARE(model.setSnapshots(name, versions, noon()), QList<StatusChange>());
        QCOMPARE(signs.taken(), QStringLiteral("changed 1"));
        versions[0].status = StatusWord::draft;
        const QList<StatusChange> changes = model.setSnapshots(name, versions, noon());
        QCOMPARE(signs.taken(), QStringLiteral("changed 1"));
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.at(0).oldStatus, StatusWord::submitted);
        QVERIFY(changes.at(0).isSentBack());
    }

    void extensionsComeAndGoByRows()
    {
        ExtensionsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Signals signs(&model);
        const auto set = [&model](const QString &letters) {
            QList<Extension> list;
            for (const QChar letter : letters)
                list.append(extension(letter));
            return model.setExtensions(list).join(QString());
        };
        QCOMPARE(set(QStringLiteral("fdb")), QStringLiteral("bdf"));
        QCOMPARE(signs.taken(), QStringLiteral("inserted 1"));
        QCOMPARE(set(QStringLiteral("abcdefg")).size(), 4);
        QCOMPARE(names(model), QStringLiteral("a b c d e f g"));
        QCOMPARE(signs.taken(), QStringLiteral("inserted 4"));
        QCOMPARE(set(QStringLiteral("ag")), QString());
        QCOMPARE(signs.taken(), QStringLiteral("removed 1"));
        QCOMPARE(set(QStringLiteral("gxxyg")), QStringLiteral("xy"));
        QCOMPARE(names(model), QStringLiteral("g x y"));
        QCOMPARE(set({}), QString());
        QCOMPARE(model.rowCount(), 0);
    }

    void filterAndSortFollowTheModel()
    {
        ExtensionsModel model;
        ExtensionsFilter filter(&model);
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setExtensions({extension(QStringLiteral("alpha"), StatusWord::ready, QStringLiteral("1.10.0")),
            extension(QStringLiteral("beta"), StatusWord::ready, QStringLiteral("1.9.0")),
            extension(QStringLiteral("gamma")), extension(QStringLiteral("delta"))});
        filter.sort(ExtensionsModel::LatestVersion, Qt::DescendingOrder);
        QCOMPARE(names(filter), QStringLiteral("alpha beta delta gamma"));
        filter.sort(ExtensionsModel::LatestVersion, Qt::AscendingOrder);
        QCOMPARE(names(filter), QStringLiteral("delta gamma beta alpha"));
        filter.setText(QStringLiteral("TA"));
        QCOMPARE(names(filter), QStringLiteral("delta beta"));
        filter.setStatus(QString());
        QCOMPARE(names(filter), QStringLiteral("delta beta"));
        Signals signs(&filter);
        model.setSnapshots(QStringLiteral("beta"), {}, noon());
        QCOMPARE(names(filter), QStringLiteral("delta"));
        QCOMPARE(signs.taken(), QStringLiteral("removed 1"));
        filter.setStatus(std::nullopt);
        filter.setText({});
        QCOMPARE(filter.rowOf(QStringLiteral("gamma")), 1);
        (void)signs.taken();
        // The row of the changed one moves to where it belongs.
        QPersistentModelIndex gamma = filter.index(1, 0);
        model.setExtensions({extension(QStringLiteral("alpha"), StatusWord::ready, QStringLiteral("1.10.0")),
            extension(QStringLiteral("beta"), StatusWord::ready, QStringLiteral("1.9.0")),
            extension(QStringLiteral("gamma"), StatusWord::ready, QStringLiteral("1.9.5")),
            extension(QStringLiteral("delta"))});
        QCOMPARE(signs.taken(), QStringLiteral("changed 1 moved 1"));
        QCOMPARE(names(filter), QStringLiteral("delta beta gamma alpha"));
        QCOMPARE(gamma.row(), 2);
        QCOMPARE(gamma.data().toString(), QStringLiteral("gamma"));
        filter.sort(ExtensionsModel::Name, Qt::DescendingOrder);
        QCOMPARE(gamma.row(), 0);
        QCOMPARE(filter.mapFromSource(filter.mapToSource(filter.index(2, 3))), filter.index(2, 3));
    }

    void anySequenceGivesWhatIsRight()
    {
        // Against the plain way: filter and sort the whole anew.
        ExtensionsModel model;
        ExtensionsFilter filter(&model);
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QRandomGenerator random(20261124);
        const auto number = [&random](int below) { return int(random.bounded(below)); };
        for (int turn = 0; turn < 300; ++turn) {
            QList<Extension> list;
            for (int i = 0; i < 30; ++i) {
                if (number(3) > 0)
                    list.append(
                        extension(QString::number(100 + i), number(2) > 0 ? StatusWord::draft : StatusWord::ready,
                            QStringLiteral("1.%1.0").arg(number(12))));
            }
            // Mostly small steps.
            if (turn % 5 != 0 && model.size() > 0) {
                list.clear();
                for (int row = 0; row < model.size(); ++row)
                    list.append(model.at(row).extension);
                list[number(int(list.size()))].latestVersion = QStringLiteral("2.%1.0").arg(number(12));
            }
            model.setExtensions(list);
            if (model.size() > 0)
                model.setSnapshots(model.at(number(model.size())).extension.name,
                    {snapshot(QStringLiteral("1"), QStringLiteral("1.%1.0").arg(number(5)),
                        number(2) > 0 ? StatusWord::draft : StatusWord::submitted, number(50))},
                    noon());
            if (turn % 7 == 0)
                filter.sort(number(ExtensionsModel::ColumnCount), Qt::SortOrder(number(2)));
            if (turn % 11 == 0)
                filter.setText(number(2) > 0 ? QString::number(number(3)) : QString());
            if (turn % 13 == 0)
                filter.setStatus(number(2) > 0 ? std::optional<QString>(StatusWord::submitted) : std::nullopt);
            ExtensionsModel plain;
            QList<ExtensionState> states;
            for (int row = 0; row < model.size(); ++row)
                states.append(model.at(row));
            plain.reset(states);
            ExtensionsFilter expected(&plain);
            expected.sort(filter.sortColumn(), filter.sortOrder());
            expected.setText(filter.text());
            expected.setStatus(filter.status());
            QCOMPARE(printed(filter), printed(expected));
            QCOMPARE(model.counts(), plain.counts());
        }
    }

    void snapshotsArePrinted()
    {
        SnapshotsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(!model.isLoaded());
        QList<Snapshot> list{snapshot(QStringLiteral("12"), QStringLiteral("1.1.0"), StatusWord::submitted),
            snapshot(QStringLiteral("11"), QStringLiteral("1.0.0"), StatusWord::active, 24)};
        model.setSnapshots(list);
        QVERIFY(model.isLoaded());
        QCOMPARE(printed(model),
            QStringLiteral("1.1.0 | submitted | 24 Nov 2026 12:00:00 | 12\n"
                           "1.0.0 | active | 23 Nov 2026 12:00:00 | 11"));
        Signals signs(&model);
        model.setSnapshots(list);
        QCOMPARE(signs.taken(), QString());
        list[0].status = StatusWord::active;
        model.setSnapshots(list);
        QCOMPARE(signs.taken(), QStringLiteral("changed 1"));
        model.setSnapshots(std::nullopt);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.isLoaded());
    }

    void timelineIsPrinted()
    {
        TimelineModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QString v = QStringLiteral("1.0.0");
        const QString id = QStringLiteral("1");
        model.setChanges({
            {6, id, id, v, StatusWord::submitted, StatusWord::draft, noon(), noon(), false},
            {5, id, id, v, StatusWord::submitted, StatusWord::draft, {}, noon(), true},
            {4, id, id, v, StatusWord::submitted, StatusWord::active, noon(), noon(), false},
            {3, id, {}, v, StatusWord::draft, StatusWord::ready, {}, noon(), false},
            {2, id, id, v, StatusWord::draft, QStringLiteral("odd"), noon(), noon(), false},
            {1, id, id, v, {}, StatusWord::draft, noon(), noon(), false},
        });
        QCOMPARE(printed(model, {TimelineModel::What}),
            QStringLiteral("1.0.0 was sent back (submitted → draft)\n"
                           "You withdrew 1.0.0 (submitted → draft)\n"
                           "1.0.0 was approved (submitted → active)\n"
                           "The extension: draft → ready\n"
                           "1.0.0: draft → odd\n"
                           "1.0.0 is new (draft)"));
    }

    void timelineIsInTheOrderOfItsTimes()
    {
        TimelineModel model;
        const QString id = QStringLiteral("1");
        const QString v = QStringLiteral("1.0.0");
        // The extension follows its version, but the server gives no time for it.
        model.setChanges({
            {2, id, id, v, StatusWord::submitted, StatusWord::active, noon(), noon().addSecs(90), false},
            {1, id, {}, v, StatusWord::draft, StatusWord::ready, {}, noon().addSecs(90), false},
        });
        QCOMPARE(printed(model, {TimelineModel::What}),
            QStringLiteral("The extension: draft → ready\n1.0.0 was approved (submitted → active)"));
    }

    void timelineKnowsWhatWasSentBack()
    {
        TimelineModel model;
        const QString id = QStringLiteral("1");
        const QString v = QStringLiteral("1.0.0");
        const Snapshot draft = snapshot(id, v, StatusWord::draft);
        const StatusChange sentBack{
            7, id, id, v, StatusWord::submitted, StatusWord::draft, noon(), noon().addSecs(5), false};
        QVERIFY(!model.wasSentBack(draft));
        model.setChanges({sentBack});
        QVERIFY(model.wasSentBack(draft));
        QVERIFY(!model.wasSentBack(snapshot(id, v, StatusWord::submitted)));
        QVERIFY(!model.wasSentBack(snapshot(QStringLiteral("2"), v, StatusWord::draft)));
        // A withdrawal of before, by a clock that is ahead of the server's.
        StatusChange withdrawn{
            6, id, id, v, StatusWord::submitted, StatusWord::draft, noon().addSecs(600), noon().addSecs(600), true};
        model.setChanges({sentBack, withdrawn});
        QVERIFY(model.wasSentBack(draft));
        withdrawn.id = 8;
        model.setChanges({withdrawn, sentBack});
        QVERIFY(!model.wasSentBack(draft));
    }

    void csvIsSafeAndComplete()
    {
        const ExtensionState full{
            {QStringLiteral("9"), QStringLiteral("=cmd(\"x\")"), StatusWord::ready, QStringLiteral("1.0.0")},
            QList<Snapshot>{snapshot(QStringLiteral("1"), QStringLiteral("1.1.0"), QStringLiteral("a, 中"))}, noon()};
        const ExtensionState unknown{extension(QStringLiteral("b")), std::nullopt, {}};
        const QByteArray csv = ExtensionsCsv::text({full, unknown});
        QVERIFY(csv.startsWith("\xEF\xBB\xBF"));
        QCOMPARE(QString::fromUtf8(csv.mid(3)),
            QStringLiteral(
                "name,id,status,latest_version,newest_version,newest_status,next,last_change\r\n"
                "\"'=cmd(\"\"x\"\")\",\"9\",\"ready\",\"1.0.0\",\"1.1.0\",\"a, 中\",\"\",\"2026-11-24T12:00:00Z\"\r\n"
                "\"b\",\"9b\",\"draft\",\"\",\"\",\"\",\"\",\"\"\r\n"));
        QVERIFY(!ExtensionsCsv::write({full}, QStringLiteral("/proc/nowhere/x.csv")));
    }

    void versionKeysSortAsVersionsDo()
    {
        const QStringList versions{{}, QStringLiteral("0.0.1"), QStringLiteral("1"), QStringLiteral("1.0.0-alpha"),
            QStringLiteral("1.0.0-alpha.1"), QStringLiteral("1.0.0-alpha.beta"), QStringLiteral("1.0.0-beta"),
            QStringLiteral("1.0.0-beta.2"), QStringLiteral("1.0.0-beta.11"), QStringLiteral("1.0.0-2"),
            QStringLiteral("1.0.0-10"), QStringLiteral("v1.0.0"), QStringLiteral("1.0"), QStringLiteral("1.0.0+build"),
            QStringLiteral("1.2.0"), QStringLiteral("1.10.0"), QStringLiteral("01.2"), QStringLiteral("1.2.3.4"),
            QStringLiteral("99999999999999999999.0.0"), QStringLiteral("nonsense"), QStringLiteral("1.x")};
        for (const QString &a : versions) {
            for (const QString &b : versions) {
                const int plain = compareVersions(a, b);
                const int byKey = versionSortKey(a).compare(versionSortKey(b));
                QVERIFY2((plain < 0) == (byKey < 0) && (plain > 0) == (byKey > 0),
                    qPrintable(QStringLiteral("%1 %2").arg(a, b)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(ReviewModelsTest)
#include "ReviewModelsTest.moc"
