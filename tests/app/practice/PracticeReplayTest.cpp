#include "RawHttp.h"
#include "support/PracticeCloud.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <QUrl>

using namespace ksp::test;

/// What the real ksbuilder and the real helm sent, byte for byte and in order, against the practice Cloud. Only what
/// the server hands out is replaced: host, key, user ID, snapshot IDs.
class PracticeReplayTest : public QObject
{
    Q_OBJECT

    /// What ksbuilder printed of each step is what these replies must mean: see session.txt beside the requests.
    struct Expectation
    {
        QByteArray file;
        int status;
        QByteArray what; ///< A status word, or a text that the body must contain.
    };

    static QByteArray read(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The recorded server's snapshot IDs, in the order in which the packages were pushed.
    static QByteArray recordedId(const QByteArray &name)
    {
        static const QHash<QByteArray, QByteArray> ids{{"hello-world", "516955082328173371"},
            {"devops", "516955082395282235"}, {"three-shots", "516955082462391099"}};
        return ids.value(name);
    }

private slots:
    void replays()
    {
        const QDir folder(QStringLiteral(KSP_SHARED "/captures/requests"));
        const QStringList files = folder.entryList({QStringLiteral("*.http")}, QDir::Files, QDir::Name);
        if (files.isEmpty()) {
            QSKIP("The recorded requests are not here.");
        }
        QCOMPARE(files.size(), 65);
        PracticeCloud cloud;
        QVERIFY2(cloud.start(), qPrintable(cloud.errorText()));
        const QByteArray address = "127.0.0.1:" + QByteArray::number(cloud.port());
        const QByteArray user = cloud.userId().toUtf8();

        // Of calls with a body that the client uses, what session.txt shows of it.
        const QHash<QByteArray, QByteArray> states{{"35", "submitted"}, {"39", "submitted"}, {"43", "draft"},
            {"53", "submitted"}, {"56", "submitted"}, {"61", "draft"}};
        QByteArray lastPushed; // The recorded request that submits names the snapshot pushed just before.
        QByteArray lastName;
        QHash<QByteArray, QByteArray> newIds; // recorded -> of this server
        QHash<QByteArray, QByteArray> idOfName;
        RawHttp http(cloud.port());
        for (const QString &file : files) {
            const QByteArray number = file.left(2).toLatin1();
            const QByteArray call = file.mid(3).chopped(5).toLatin1();
            QByteArray request = read(folder.filePath(file));
            const qsizetype headEnd = request.indexOf("\r\n\r\n");
            QByteArray head = request.left(headEnd);
            QByteArray body = request.mid(headEnd);
            const QByteArray oldHost = "127.0.0.1:8900";
            QVERIFY(head.contains("Host: " + oldHost));
            head.replace("Host: " + oldHost, "Host: " + address);
            const bool wrongKey = number == "62";
            if (!wrongKey) {
                head.replace("kck-1e63267b-cb3c-4757-b739-3d94a06781aa", cloud.key().toUtf8());
            }
            const QByteArray path = head.split(' ').value(1);
            if (call == "submit" || call == "cancel") {
                const QByteArray recorded = path.split('/').value(7);
                if (!newIds.contains(recorded)) {
                    newIds.insert(recorded, lastPushed);
                }
                head.replace(recorded, newIds.value(recorded));
            }
            // The new user ID is as long as the recorded one, so the lengths stay.
            QCOMPARE(user.size(), qsizetype(qstrlen("usr-412233445566778899")));
            head.replace("usr-412233445566778899", user);
            if (call == "files" || call == "search") {
                body.replace("usr-412233445566778899", user);
            }
            const RawReply reply = http.send(head + body);
            const QByteArray name = path.split('/').value(5);
            const auto context = [&] { return QByteArray(file.toUtf8() + ": " + reply.body.left(300)); };

            if (wrongKey) {
                QCOMPARE(reply.status, 403);
                QCOMPARE(reply.message(), QStringLiteral("permission denied"));
            } else if (number == "37") { // ksbuilder get nope
                QCOMPARE(reply.status, 404);
                QCOMPARE(reply.message(), QStringLiteral("extension not found"));
            } else {
                QVERIFY2(reply.status == 200, context().constData());
            }
            if (call == "user" && !wrongKey) {
                QCOMPARE(reply.json()[u"user_id"].toString().toUtf8(), user);
            } else if (call == "usage") {
                QCOMPARE(reply.json()[u"dir"].toString().toUtf8(), "ext/" + user);
            } else if (call == "files") {
                const QJsonArray urls = reply.json()[u"files"].toArray();
                QVERIFY2(!urls.isEmpty(), context().constData());
                for (const auto &each : urls) {
                    const QByteArray url = each[u"url"].toString().toUtf8();
                    QVERIFY2(url.startsWith("http://" + address + "/files/ext/" + user + '/'), url.constData());
                    RawHttp browser(cloud.port());
                    const RawReply image = browser.get(QUrl::fromEncoded(url).path(QUrl::FullyEncoded).toUtf8());
                    QCOMPARE(image.status, 200);
                    QVERIFY(body.contains(image.body));
                    QVERIFY(image.headers.value("content-type").startsWith("image/"));
                }
            } else if (call == "package") {
                lastName = path.split('/').value(7);
                lastPushed = reply.json()[u"snapshot"][u"snapshot_id"].toString().toUtf8();
                QCOMPARE(lastPushed.size(), 18);
                // Pushed again: the same snapshot.
                QCOMPARE(idOfName.value(lastName, lastPushed), lastPushed);
                idOfName.insert(lastName, lastPushed);
            } else if (call == "search") {
                QStringList names;
                const QJsonArray extensions = reply.json()[u"extensions"].toArray();
                for (const auto &each : extensions) {
                    names.append(each[u"name"].toString());
                    QCOMPARE(each[u"status"].toString(), QStringLiteral("draft"));
                }
                QCOMPARE(
                    names.join(u' '), QStringLiteral("hello-world deepseek devops nvidia-gpu-operator three-shots"));
            } else if (call == "summary" && number != "37") {
                QCOMPARE(reply.json()[u"name"].toString().toUtf8(), name);
                QCOMPARE(reply.json()[u"status"].toString(), QStringLiteral("draft"));
            } else if (call == "snapshots" || call == "version") {
                const QJsonValue snapshot
                    = call == "version" ? QJsonValue(reply.json().object()) : reply.json().array().at(0);
                QCOMPARE(snapshot[u"snapshot_id"].toString().toUtf8(), idOfName.value(name));
                QCOMPARE(newIds.value(recordedId(name), idOfName.value(name)), idOfName.value(name));
                QCOMPARE(snapshot[u"status"].toString().toUtf8(), states.value(number));
            } else if (call == "index") {
                // devops was withdrawn by then.
                for (const char *offered :
                    {"hello-world-0.1.0", "deepseek-0.1.0", "nvidia-gpu-operator-23.9.2", "three-shots-1.2.3-rc.1"}) {
                    const QByteArray package
                        = read(QStringLiteral(KSP_SHARED "/captures/packages/%1.tgz").arg(QLatin1String(offered)));
                    const QByteArray digest = QCryptographicHash::hash(package, QCryptographicHash::Sha256).toHex();
                    QVERIFY2(reply.body.contains(offered), offered);
                    QVERIFY2(QByteArray(offered) == "three-shots-1.2.3-rc.1" || reply.body.contains(digest), offered);
                }
                QVERIFY(!reply.body.contains("devops"));
            } else if (call == "other") {
                QVERIFY(reply.body == read(QStringLiteral(KSP_SHARED "/captures/packages/hello-world-0.1.0.tgz")));
            }
        }
        QCOMPARE(cloud.requestCount(QStringLiteral("POST"), QStringLiteral("/package")), 6);
    }
};

QTEST_GUILESS_MAIN(PracticeReplayTest)
#include "PracticeReplayTest.moc"
