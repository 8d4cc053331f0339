#include "dashboard/HistorySection.h"

#include "core/Database.h"
#include "publish/Journal.h"
#include "support/Await.h"
#include "support/Pictures.h"

#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace ksp;
using namespace ksp::test;

class HistorySectionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Look> m_look;
    const ReviewOwner m_owner{QStringLiteral("https://a.example"), QStringLiteral("usr-1")};

    /// A publish of gateway with one image, done as far as `submitted`.
    PublishRecord publish(Journal *journal, const QString &version, const QByteArray &package, bool submitted)
    {
        PublishRecord record;
        record.key = {m_owner.server, m_owner.userId, QStringLiteral("gateway"), version, version};
        record.account = QStringLiteral("work");
        record.chartPath = QStringLiteral("/home/ann/charts/gateway");
        record.message = QStringLiteral("Fixes the icon");
        QObject context;
        record.id = *await<qint64>([&](auto done) { journal->begin(record, &context, done); });
        ImageRecord image{QStringLiteral("icon.png"), QStringLiteral("00"), QStringLiteral("a/icon.png"),
            QStringLiteral("https://a.example/files/icon.png"), StepState::Done};
        (void)await<void>([&](auto done) { journal->imagesStarted(record.id, record.key, {image}, &context, done); });
        (void)await<void>([&](auto done) { journal->imagesDone(record.id, record.key, {image}, &context, done); });
        record.packageSha256 = *await<QString>([&](auto done) { journal->storePackage(package, &context, done); });
        (void)await<void>(
            [&](auto done) { journal->setPackage(record.id, record.packageSha256, package.size(), &context, done); });
        (void)await<void>([&](auto done) { journal->packageDone(record.id, QStringLiteral("8001"), &context, done); });
        if (submitted) {
            (void)await<void>(
                [&](auto done) { journal->submitted(record.id, QStringLiteral("8001"), &context, done); });
        } else {
            (void)await<void>([&](auto done) {
                journal->stepFailed(
                    record.id, PublishStep::Submit, QStringLiteral("502 Bad Gateway"), false, &context, done);
            });
        }
        return record;
    }
    static QString factOf(const QTreeWidgetItem *item, const QString &name)
    {
        for (int i = 0; i < item->childCount(); ++i) {
            if (item->child(i)->text(0) == name)
                return item->child(i)->text(1);
        }
        return {};
    }

private slots:
    void initTestCase() { m_look = std::make_unique<Look>(); }

    void tellsWhatWasSent()
    {
        QTemporaryDir folder;
        Database database(folder.path());
        Journal journal(&database);
        const QByteArray package(421'888, 'x');
        const PublishRecord first = publish(&journal, QStringLiteral("1.2.0"), package, true);
        publish(&journal, QStringLiteral("1.3.0"), QByteArrayLiteral("other"), false);

        HistorySection section(&journal);
        section.resize(320, 420);
        section.show();
        auto *tree = section.findChild<QTreeWidget *>();
        QVERIFY(!tree->isVisible());
        picture(section, QStringLiteral("history-none"));
        section.setExtension(m_owner, QStringLiteral("gateway"));
        QTRY_COMPARE(tree->topLevelItemCount(), 2);
        QTreeWidgetItem *newest = tree->topLevelItem(0);
        QTreeWidgetItem *oldest = tree->topLevelItem(1);
        QCOMPARE(newest->text(0), QStringLiteral("1.3.0"));
        QVERIFY(factOf(newest, HistorySection::tr("Submitted")).contains(QStringLiteral("502 Bad Gateway")));
        QCOMPARE(factOf(oldest, HistorySection::tr("SHA-256")), first.packageSha256);
        QVERIFY(factOf(oldest, HistorySection::tr("Package")).contains(QStringLiteral("421,888")));
        QCOMPARE(factOf(oldest, HistorySection::tr("Note")), QStringLiteral("Fixes the icon"));
        QTRY_COMPARE(factOf(oldest, QStringLiteral("icon.png")), QStringLiteral("https://a.example/files/icon.png"));
        tree->setCurrentItem(oldest);
        oldest->setExpanded(true);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), first.packageSha256);
        picture(section, QStringLiteral("history"));

        QSignalSpy wish(&section, &HistorySection::openChartRequested);
        section.findChildren<QPushButton *>().constFirst()->click();
        QCOMPARE(wish.value(0).value(0).toString(), QStringLiteral("/home/ann/charts/gateway"));

        // Somebody else's, and another extension's.
        section.setExtension({m_owner.server, QStringLiteral("usr-2")}, QStringLiteral("gateway"));
        QCOMPARE(tree->topLevelItemCount(), 0);
        section.setExtension(m_owner, QStringLiteral("vault"));
        QVERIFY(await<QList<PublishRecord>>([&](auto done) { journal.history(1, &section, done); }));
        QCOMPARE(tree->topLevelItemCount(), 0);
    }

    void savesThePackageAsItWasSent()
    {
        QTemporaryDir folder;
        Database database(folder.path());
        Journal journal(&database);
        const QByteArray package = QByteArrayLiteral("\x1f\x8b the bytes");
        PublishRecord record = publish(&journal, QStringLiteral("1.2.0"), package, true);
        HistorySection section(&journal);
        QSignalSpy saved(&section, &HistorySection::saved);
        QSignalSpy failed(&section, &HistorySection::failed);
        const QString name = folder.filePath(QStringLiteral("gateway-1.2.0.tgz"));
        section.savePackage(record, name);
        QTRY_COMPARE(saved.size(), 1);
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), package);
        section.savePackage(record, folder.filePath(QStringLiteral("missing/gateway.tgz")));
        QTRY_COMPARE(failed.size(), 1);
        record.packageSha256 = QString(64, QLatin1Char('0'));
        section.savePackage(record, name);
        QTRY_COMPARE(failed.size(), 2);
        QCOMPARE(saved.size(), 1);
    }

    void isNothingWithoutAJournal()
    {
        HistorySection section(nullptr);
        section.setExtension(m_owner, QStringLiteral("gateway"));
        QVERIFY(section.findChild<QTreeWidget *>()->isHidden());
    }
};

QTEST_MAIN(HistorySectionTest)
#include "HistorySectionTest.moc"
