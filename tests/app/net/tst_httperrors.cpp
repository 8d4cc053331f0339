#include "net/HttpErrors.h"
#include "net/KeyFilter.h"

#include <QTest>

using namespace ksp;

class TestHttpErrors : public QObject
{
    Q_OBJECT
private slots:
    void cleansForeignText_data();
    void cleansForeignText();
    void onlyTheUserCallAuthenticates();
    void aGatewaysPageIsNotTheKeysRefusal();
    void everySpellingOfTheKey_data();
    void everySpellingOfTheKey();
    void longMessagesAreCut();
    void networkSentences();
};

void TestHttpErrors::cleansForeignText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clean");
    QTest::newRow("plain") << QStringLiteral("extension not found") << QStringLiteral("extension not found");
    QTest::newRow("control") << QStringLiteral("a\x1b[31mb\r\nc\td") << QStringLiteral("a [31mb c d");
    QTest::newRow("bidi") << QStringLiteral("a\u202eb\u200bc") << QStringLiteral("abc");
    QTest::newRow("chinese") << QStringLiteral("扩展不存在") << QStringLiteral("扩展不存在");
    QTest::newRow("secret") << QStringLiteral("x s3cret y s3cret") << QStringLiteral("x [API key] y [API key]");
    // Too short to be looked for in pieces.
    QTest::newRow("torn") << QStringLiteral("x s3c\nret y") << QStringLiteral("x s3c ret y");
    QTest::newRow("cut") << QString(400, QLatin1Char('a')) << QString(299, QLatin1Char('a')) + QChar(0x2026);
    QTest::newRow("cut in the secret") << QString(297, QLatin1Char('a')) + QStringLiteral("s3cret")
                                       << QString(297, QLatin1Char('a')) + QStringLiteral("[A") + QChar(0x2026);
}

void TestHttpErrors::cleansForeignText()
{
    QFETCH(QString, text);
    QFETCH(QString, clean);
    QCOMPARE(cleanedText(text, QStringLiteral("s3cret")), clean);
}

void TestHttpErrors::onlyTheUserCallAuthenticates()
{
    HttpRequest request;
    request.path = "/x";
    request.step = QStringLiteral("Signing in");
    for (const bool checksKey : {true, false}) {
        request.checksKey = checksKey;
        const HttpErrors errors(request, QUrl(QStringLiteral("https://cloud.example")), {});
        for (const int status : {401, 403, 404, 500}) {
            HttpReply reply;
            reply.status = status;
            const bool isAuthentication = checksKey && (status == 401 || status == 403);
            QCOMPARE(errors.refusal(reply).kind, isAuthentication ? ErrorKind::Authentication : ErrorKind::Refused);
        }
    }
}

void TestHttpErrors::aGatewaysPageIsNotTheKeysRefusal()
{
    HttpRequest request;
    request.path = "/x";
    request.step = QStringLiteral("Signing in");
    request.checksKey = true;
    const HttpErrors errors(request, QUrl(QStringLiteral("https://cloud.example")), {});
    for (const int status : {401, 403}) {
        HttpReply reply;
        reply.status = status;
        reply.reason = QStringLiteral("Forbidden");
        reply.body = "{\"message\": \"permission denied\"}";
        const Error refused = errors.refusal(reply);
        QVERIFY(mayBeTheKey(refused) && !refused.isWebPage);
        QVERIFY2(refused.sentence.startsWith(QStringLiteral("Signing in failed: the server does not accept this API"))
                && refused.sentence.endsWith(
                    QStringLiteral(" The answer was: %1 Forbidden, permission denied.").arg(status)),
            qPrintable(refused.sentence));
        for (const char *page : {"<html><title>Blocked by\nACME</title></html>",
                 "\r\n<!DOCTYPE html><TITLE id=a>Blocked "
                 "by ACME</TITLE>"}) {
            reply.body = page;
            const Error gateway = errors.refusal(reply);
            QCOMPARE(gateway.kind, ErrorKind::Refused);
            QVERIFY(gateway.isWebPage && !mayBeTheKey(gateway));
            QVERIFY2(gateway.sentence.startsWith(QStringLiteral("Signing in failed: a web page came instead"))
                    && gateway.sentence.endsWith(
                        QStringLiteral(" The answer was: %1 Forbidden, Blocked by ACME.").arg(status)),
                qPrintable(gateway.sentence));
        }
        reply.body.clear();
        reply.contentType = "text/html; charset=utf-8";
        QVERIFY(!mayBeTheKey(errors.refusal(reply)));
    }
}

void TestHttpErrors::everySpellingOfTheKey_data()
{
    QTest::addColumn<QString>("spelling");
    const QString key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    const QString id = key.mid(4);
    const auto row = [](const char *name, const QString &spelling) { QTest::newRow(name) << spelling; };
    row("as it is", key);
    row("capitals", key.toUpper());
    row("mixed", QStringLiteral("KcK-1e63267B-cB3c-4757-b739-3D94a06781aA"));
    row("without the prefix", id);
    row("without dashes", QString(id).remove(u'-'));
    row("percent-encoded", QString(key).replace(u'-', QStringLiteral("%2d")));
    row("escaped", QString(key).replace(QStringLiteral("1"), QStringLiteral("\\u0031")));
    row("in two lines", key.left(20) + u'\n' + key.mid(20));
    row("in pieces", QStringLiteral("kck-1e63267b, cb3c; 4757 'b739' (3d94a0 6781aa)"));
    row("controls", QString(key).replace(u'-', QStringLiteral("-\x01")));
    row("spaced out", key.split(QString()).join(u' '));
    row("hex", QString::fromLatin1(key.toLatin1().toHex()));
    row("hex in capitals", QString::fromLatin1(key.toLatin1().toHex()).toUpper());
    row("hex with colons", QString::fromLatin1(key.toLatin1().toHex(':')));
    row("hex of capitals", QString::fromLatin1(key.toUpper().toLatin1().toHex()));
    for (const char *text : {"", "x", "xy", "xyz", "Bearer ", "{\"key\":\""}) {
        const QByteArray before = text;
        const QByteArray bytes = before + key.toLatin1() + "\"}";
        QTest::addRow("base64 behind %d", int(before.size())) << QString::fromLatin1(bytes.toBase64());
        QTest::addRow("base64 for URLs behind %d", int(before.size()))
            << QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }
    QString lines = QString::fromLatin1(key.toLatin1().toBase64());
    row("base64 in lines", lines.insert(30, u'\n').insert(11, QStringLiteral("\r\n ")));
    row("base64 of capitals", QString::fromLatin1(key.toUpper().toLatin1().toBase64()));
}

void TestHttpErrors::everySpellingOfTheKey()
{
    QFETCH(QString, spelling);
    const KeyFilter filter(QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa"));
    for (const QString &text : {spelling, QStringLiteral("you sent «%1» and again ‹%1›!").arg(spelling)}) {
        QVERIFY(filter.finds(text));
        const QString clean = filter.filtered(text);
        QVERIFY2(!filter.finds(clean), qPrintable(clean));
        QVERIFY2(clean.contains(QStringLiteral("[API key]")), qPrintable(clean));
        if (text != spelling)
            QVERIFY2(clean.startsWith(QStringLiteral("you sent «")) && clean.endsWith(QStringLiteral("›!")),
                qPrintable(clean));
    }
    const QString harmless = QStringLiteral("kck-2e63267b-cb3c-4757-b739-3d94a06781aa and 1e63267b-cb3c-4757-b739");
    QVERIFY(!filter.finds(harmless));
    QCOMPARE(filter.filtered(harmless), harmless);
}

void TestHttpErrors::longMessagesAreCut()
{
    HttpRequest request;
    request.path = "/x";
    const HttpErrors errors(request, QUrl(QStringLiteral("https://cloud.example")), {});
    HttpReply reply;
    reply.status = 500;
    reply.reason = QString(10'000, QLatin1Char('r'));
    reply.contentType = QByteArray(10'000, 't');
    reply.body = "{\"message\":\"" + QByteArray(1'000'000, 'm') + "\"}";
    const Error error = errors.refusal(reply);
    QVERIFY(error.sentence.size() < 600);
    QVERIFY(error.detail.size() < 600);
}

void TestHttpErrors::networkSentences()
{
    HttpRequest request;
    request.path = "/x";
    const HttpErrors errors(request, QUrl(QStringLiteral("http://[::1]:8080")), {});
    HttpErrors::Failure failure;
    failure.code = QNetworkReply::ConnectionRefusedError;
    QVERIFY(errors.network(failure).sentence.contains(QStringLiteral("[::1]:8080 refused the connection")));
    failure.code = QNetworkReply::SslHandshakeFailedError;
    failure.text = QStringLiteral("wrong version number");
    QVERIFY(errors.network(failure).sentence.contains(QStringLiteral(": wrong version number. Nothing was sent.")));
    failure.tlsReasons = {QStringLiteral("The certificate has expired.")};
    QVERIFY(errors.network(failure).sentence.contains(QStringLiteral(": The certificate has expired. Nothing was")));
}

QTEST_GUILESS_MAIN(TestHttpErrors)
#include "tst_httperrors.moc"
