#include "window/Program.h"

#include "core/Settings.h"
#include "support/Pictures.h"
#include "widgets/MessageBar.h"
#include "window/MainWindow.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace ksp {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A database that a later release wrote.
void writeNewer(const QString &path)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("newer"));
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(QStringLiteral("CREATE TABLE later (answer INTEGER)")));
        QVERIFY(query.exec(QStringLiteral("INSERT INTO later VALUES (42)")));
        QVERIFY(query.exec(QStringLiteral("PRAGMA user_version = 9999")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("newer"));
}

} // namespace

/// The program as main() has it, on profiles that something happened to.
class ProgramTest : public QObject
{
    Q_OBJECT

    std::optional<test::Look> m_look;
    std::unique_ptr<QTemporaryDir> m_profile;

    [[nodiscard]] QString database() const { return m_profile->filePath(QStringLiteral("publisher.sqlite")); }
    [[nodiscard]] static MainWindow *window()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<MainWindow *>(widget); found && found->isVisible())
                return found;
        }
        return nullptr;
    }
    /// The message that says this, where it is seen.
    static MessageBar *messageWith(const QString &text)
    {
        if (!window())
            return nullptr;
        for (MessageBar *bar : window()->findChildren<MessageBar *>()) {
            if (bar->isVisible() && bar->text().contains(text))
                return bar;
        }
        return nullptr;
    }

private slots:
    void initTestCase() { m_look.emplace(); }
    void init()
    {
        m_profile = std::make_unique<QTemporaryDir>();
        Settings settings(m_profile->path());
        settings.setLanguage(qEnvironmentVariable("KSP_TEST_LOCALE", QStringLiteral("en")));
    }

    void aDatabaseThatCannotBeUsedIsToldAndKept_data()
    {
        QTest::addColumn<bool>("isNewer");
        QTest::addColumn<bool>("isWelcomed");
        QTest::newRow("damaged") << false << true;
        QTest::newRow("damaged, first start") << false << false;
        QTest::newRow("newer") << true << true;
    }
    void aDatabaseThatCannotBeUsedIsToldAndKept()
    {
        QFETCH(const bool, isNewer);
        QFETCH(const bool, isWelcomed);
        Settings settings(m_profile->path());
        if (isWelcomed)
            settings.setWelcomed();
        if (isNewer) {
            writeNewer(database());
        } else {
            QFile file(database());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(20'000, 'x'));
        }
        const QByteArray before = contents(database());
        QVERIFY(!before.isEmpty());
        const QString keptAs
            = QStringLiteral("publisher.sqlite.") + (isNewer ? QStringLiteral("newer") : QStringLiteral("damaged"));
        {
            Program program(m_profile->path());
            program.start({});
            QTRY_VERIFY(messageWith(keptAs));
            MessageBar *bar = messageWith(keptAs);
            QCOMPARE(bar->tone(), Tone::Warning);
            QVERIFY(QAccessible::queryAccessibleInterface(bar)->text(QAccessible::Name).contains(keptAs));
            const QStringList kept = QDir(m_profile->path()).entryList({keptAs + u'*'});
            QCOMPARE(kept.size(), 1);
            QVERIFY(bar->text().contains(kept.first()));
            QCOMPARE(contents(m_profile->filePath(kept.first())), before);
            test::picture(*window(), QStringLiteral("window-database-%1").arg(QLatin1String(QTest::currentDataTag())));

            // Whatever is told meanwhile takes another place, and so does another window in another language.
            window()->showNotice(QStringLiteral("Something else."));
            QVERIFY(messageWith(keptAs) && messageWith(QStringLiteral("Something else.")));
            emit window()->languageChosen();
            QTRY_VERIFY(messageWith(keptAs) && !messageWith(QStringLiteral("Something else.")));
            QTest::keyClick(messageWith(keptAs), Qt::Key_Escape);
            QVERIFY(!messageWith(keptAs));
        }
        // The next start has nothing to tell.
        QVERIFY(QFile::exists(database()));
        Program program(m_profile->path());
        program.start({});
        QTRY_VERIFY(window());
        QVERIFY(!QTest::qWaitFor([&] { return messageWith(QStringLiteral("publisher.sqlite")) != nullptr; }, 300));
    }

    void aDatabaseThatCannotBeHadIsTold()
    {
        Settings settings(m_profile->path());
        settings.setWelcomed();
        // A folder stands in its place.
        QVERIFY(QDir(m_profile->path()).mkpath(QStringLiteral("publisher.sqlite/inside")));
        Program program(m_profile->path());
        program.start({});
        QTRY_VERIFY(messageWith(QStringLiteral("publisher.sqlite")));
        QVERIFY(QDir(database()).exists(QStringLiteral("inside"))
            || !QDir(m_profile->path()).entryList({QStringLiteral("publisher.sqlite.*")}).isEmpty());
    }
};

} // namespace ksp

QTEST_MAIN(ksp::ProgramTest)
#include "ProgramTest.moc"
