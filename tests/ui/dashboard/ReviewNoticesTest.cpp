#include "dashboard/ReviewNotices.h"

#include "cloud/CloudClient.h"
#include "core/Database.h"
#include "desktop/Notifier.h"
#include "net/HttpClient.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"
#include "review/ReviewWatch.h"
#include "support/Await.h"
#include "support/NotificationService.h"
#include "support/ReviewServer.h"

#include <QDBusConnectionInterface>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}

/// A program on a profile: its watch, and what it tells.
struct Program
{
    Program(const QString &folder, ReviewServer *server, const QDBusConnection &bus)
        : database(folder), store(&database), watch(&store), notifier(bus), notices(&watch, &database, &notifier)
    {
        HttpClient::Settings settings;
        settings.server = server->url();
        settings.limits.pauses = {};
        http = std::make_unique<HttpClient>(settings);
        cloud = std::make_unique<CloudClient>(http.get());
        watch.setAccount(cloud.get(), {server->url().toString(), server->userId});
        watch.setVisible({QStringLiteral("dns"), QStringLiteral("gateway"), QStringLiteral("vault")});
    }
    [[nodiscard]] bool knowsAll()
    {
        return QTest::qWaitFor(
            [&] { return watch.extensions()->size() > 0 && !watch.extensions()->counts().contains(QString()); },
            20'000);
    }
    void round()
    {
        QSignalSpy ended(&watch, &ReviewWatch::roundFinished);
        watch.refresh();
        QVERIFY(ended.wait());
        // What it found stands in the database now.
        QObject context;
        QVERIFY(await<QList<StatusChange>>([&](auto done) { store.timeline({}, {}, 1, &context, done); }));
    }

    Database database;
    ReviewStore store;
    ReviewWatch watch;
    Notifier notifier;
    ReviewNotices notices;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<CloudClient> cloud;
};

StatusChange change(const QString &name, const QString &from, const QString &to, bool isOwn = false)
{
    return {0, name, QStringLiteral("1"), QStringLiteral("1.0.0"), from, to, noon(), noon(), isOwn};
}

} // namespace

/// Partly to be run with a D-Bus session of its own (dbus-run-session, KSP_PRIVATE_BUS=1).
class ReviewNoticesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ReviewServer> m_server;
    std::unique_ptr<QDBusConnection> m_services;
    std::unique_ptr<QDBusConnection> m_client;

    std::unique_ptr<Program> program() const
    {
        return std::make_unique<Program>(m_folder->path(), m_server.get(), *m_client);
    }
    void decide(const QString &name, const QString &status) const
    {
        m_server->setStatus(name, QStringLiteral("1.0.0"), status, noon().addSecs(60));
    }

private slots:
    void init()
    {
        const bool needsBus = !QByteArray(QTest::currentTestFunction()).startsWith("words");
        if (needsBus && qEnvironmentVariableIsEmpty("KSP_PRIVATE_BUS"))
            QSKIP("Needs a D-Bus session of its own.");
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ReviewServer>();
        for (const QString &name : {QStringLiteral("dns"), QStringLiteral("gateway"), QStringLiteral("vault")})
            m_server->add(
                name, StatusWord::draft, {}, {{name, QStringLiteral("1.0.0"), StatusWord::submitted, noon()}});
        if (!needsBus)
            return;
        m_services = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("services")));
        m_client = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("client")));
        QVERIFY(m_client->isConnected());
    }
    void cleanup()
    {
        m_services.reset();
        m_client.reset();
        QDBusConnection::disconnectFromBus(QStringLiteral("services"));
        QDBusConnection::disconnectFromBus(QStringLiteral("client"));
    }

    void wordsOfOneChange()
    {
        const auto titles = [](const QList<StatusChange> &changes) {
            QStringList texts;
            for (const Notification &one : ReviewNotices::notificationsOf(changes))
                texts.append(one.subject + QStringLiteral(": ") + one.title);
            return texts;
        };
        const QString vault = QStringLiteral("vault");
        QCOMPARE(titles({change(vault, StatusWord::submitted, StatusWord::active),
                     change(vault, StatusWord::submitted, StatusWord::draft),
                     change(vault, StatusWord::active, StatusWord::suspended)}),
            (QStringList{QStringLiteral("vault: vault 1.0.0 was approved"),
                QStringLiteral("vault: vault 1.0.0 was sent back"),
                QStringLiteral("vault: vault 1.0.0 is now “suspended”")}));
        const auto approved
            = ReviewNotices::notificationsOf({change(vault, StatusWord::submitted, StatusWord::active)});
        QVERIFY(approved.constFirst().body.contains(QStringLiteral("15 minutes")));
    }

    void wordsOfManyChanges()
    {
        QList<StatusChange> changes;
        for (int i = 0; i < 9; ++i)
            changes.append(change(QStringLiteral("e%1").arg(i % 7), StatusWord::submitted, StatusWord::active));
        const auto one = ReviewNotices::notificationsOf(changes);
        QCOMPARE(one.size(), 1);
        QVERIFY(one.constFirst().title.startsWith(QStringLiteral("9 status")));
        QCOMPARE(one.constFirst().body, QStringLiteral("e0, e1, e2, e3, e4 and others"));
        QCOMPARE(one.constFirst().subject, QString());
    }

    void wordsAreForNewsOnly()
    {
        const QString name = QStringLiteral("vault");
        QVERIFY(change(name, StatusWord::submitted, StatusWord::draft).isNews());
        QVERIFY(!change(name, StatusWord::submitted, StatusWord::draft, true).isNews());
        QVERIFY(!change(name, StatusWord::draft, StatusWord::submitted).isNews());
        QVERIFY(!change(name, {}, StatusWord::submitted).isNews());
        StatusChange ofExtension = change(name, StatusWord::draft, StatusWord::ready);
        ofExtension.snapshotId.clear();
        QVERIFY(!ofExtension.isNews());
        ofExtension.newStatus = StatusWord::suspended;
        QVERIFY(ofExtension.isNews());
    }

    void tellsOnceAndMarksUntilLookedAt()
    {
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        {
            const auto first = program();
            const auto second = program();
            QVERIFY(first->knowsAll() && second->knowsAll());
            QSignalSpy unseen(&first->notices, &ReviewNotices::unseenChanged);
            decide(QStringLiteral("vault"), StatusWord::active);
            decide(QStringLiteral("dns"), StatusWord::draft);
            first->round();
            second->round();
            QTRY_COMPARE(first->notices.unseenCount(), 2);
            QTRY_COMPARE(second->notices.unseenCount(), 2);
            QVERIFY(!unseen.isEmpty());
            QTRY_COMPARE(service.shown.size(), 2);
            QStringList titles{service.shown.at(0).title, service.shown.at(1).title};
            titles.sort();
            QCOMPARE(titles,
                (QStringList{QStringLiteral("dns 1.0.0 was sent back"), QStringLiteral("vault 1.0.0 was approved")}));
            second->notices.setLookedAt(QStringLiteral("vault"));
            QTRY_COMPARE(second->notices.unseenCount(), 1);
        }
        const auto third = program();
        QVERIFY(third->knowsAll());
        third->round();
        QTRY_COMPARE(third->notices.unseenCount(), 1);
        QVERIFY(third->watch.extensions()->unseen().contains(QStringLiteral("dns")));
        // What comes while the user looks at it is seen at once.
        third->notices.setLookedAt(QStringLiteral("gateway"));
        decide(QStringLiteral("gateway"), StatusWord::active);
        third->round();
        QTRY_COMPARE(service.shown.size(), 3);
        QCOMPARE(service.shown.constLast().title, QStringLiteral("gateway 1.0.0 was approved"));
        QTRY_COMPARE(third->notices.unseenCount(), 1);
    }

    void aClickLeadsToTheExtension()
    {
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        const auto program = this->program();
        QVERIFY(program->knowsAll());
        QSignalSpy wish(&program->notices, &ReviewNotices::activationRequested);
        decide(QStringLiteral("vault"), StatusWord::draft);
        program->round();
        QTRY_COMPARE(service.shown.size(), 1);
        // Its answer has to be there before the click.
        QVERIFY(m_client->interface()->registeredServiceNames().isValid());
        QCoreApplication::processEvents();
        service.click(1, QStringLiteral("token"));
        QTRY_COMPARE(wish.size(), 1);
        QCOMPARE(wish.constFirst(), (QVariantList{QStringLiteral("vault"), QStringLiteral("token")}));
    }

    void whatTheUserDidIsNoNews()
    {
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        const auto first = program();
        const auto second = program();
        QVERIFY(first->knowsAll() && second->knowsAll());
        decide(QStringLiteral("vault"), StatusWord::draft);
        const Snapshot withdrawn{QStringLiteral("vault"), QStringLiteral("1.0.0"), StatusWord::submitted, noon()};
        first->watch.noteOwnChange(QStringLiteral("vault"), withdrawn, StatusWord::draft);
        QTRY_VERIFY(!first->watch.isRefreshing());
        second->round();
        decide(QStringLiteral("dns"), StatusWord::active);
        second->round();
        QTRY_COMPARE(service.shown.size(), 1);
        QCOMPARE(service.shown.constFirst().title, QStringLiteral("dns 1.0.0 was approved"));
        QTRY_COMPARE(second->notices.unseenCount(), 1);
        QCOMPARE(first->notices.unseenCount(), 0);
    }
};

QTEST_GUILESS_MAIN(ReviewNoticesTest)
#include "ReviewNoticesTest.moc"
