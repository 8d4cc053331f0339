#include "net/UploadBody.h"

#include <QTest>

using namespace ksp;

class TestUploadBody : public QObject
{
    Q_OBJECT
private slots:
    void layoutIsKsbuilders();
    void escapesFileNames_data();
    void escapesFileNames();
    void boundariesDiffer();
    void deviceReadsEverything_data();
    void deviceReadsEverything();
    void copiesNothing();
};

void TestUploadBody::layoutIsKsbuilders()
{
    MultipartForm form("41eb49525d9a");
    form.addFile("file1", QStringLiteral("favicon.svg"), "<svg/>");
    form.addField("file1_path", QStringLiteral("ext/usr-4/hello-world/0.1.0/favicon.svg"));
    form.addFile("file2", QStringLiteral("图 1.png"), "");
    form.addField("file2_path", QStringLiteral("ext/usr-4/hello-world/0.1.0/图 1.png"));
    const UploadBody body = form.body();
    QCOMPARE(body.contentType, "multipart/form-data; boundary=41eb49525d9a");
    QCOMPARE(body.joined(),
        "--41eb49525d9a\r\n"
        "Content-Disposition: form-data; name=\"file1\"; filename=\"favicon.svg\"\r\n"
        "Content-Type: application/octet-stream\r\n"
        "\r\n"
        "<svg/>\r\n"
        "--41eb49525d9a\r\n"
        "Content-Disposition: form-data; name=\"file1_path\"\r\n"
        "\r\n"
        "ext/usr-4/hello-world/0.1.0/favicon.svg\r\n"
        "--41eb49525d9a\r\n"
        "Content-Disposition: form-data; name=\"file2\"; filename=\"图 1.png\"\r\n"
        "Content-Type: application/octet-stream\r\n"
        "\r\n"
        "\r\n"
        "--41eb49525d9a\r\n"
        "Content-Disposition: form-data; name=\"file2_path\"\r\n"
        "\r\n"
        "ext/usr-4/hello-world/0.1.0/图 1.png\r\n"
        "--41eb49525d9a--\r\n");
    QCOMPARE(body.size(), body.joined().size());
}

void TestUploadBody::escapesFileNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("escaped");
    QTest::newRow("quote") << QStringLiteral("a\"b.png") << QByteArray("\"a\\\"b.png\"");
    QTest::newRow("backslash") << QStringLiteral("a\\b.png") << QByteArray("\"a\\\\b.png\"");
    QTest::newRow("both") << QStringLiteral("\\\"") << QByteArray("\"\\\\\\\"\"");
    QTest::newRow("line ends") << QStringLiteral("a\r\nX: 1") << QByteArray("\"a%0D%0AX: 1\"");
}

void TestUploadBody::escapesFileNames()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, escaped);
    MultipartForm form;
    form.addFile("f", name, "x");
    QVERIFY2(form.body().joined().contains("filename=" + escaped + "\r\n"), form.body().joined());
}

void TestUploadBody::boundariesDiffer()
{
    const QByteArray boundary = MultipartForm::randomBoundary();
    QCOMPARE(boundary.size(), 60);
    QVERIFY(boundary != MultipartForm::randomBoundary());
}

void TestUploadBody::deviceReadsEverything_data()
{
    QTest::addColumn<int>("chunk");
    for (const int chunk : {1, 7, 4096, 1'000'000})
        QTest::addRow("%d", chunk) << chunk;
}

void TestUploadBody::deviceReadsEverything()
{
    QFETCH(int, chunk);
    const UploadBody body{"text/plain", {"", "abc", "", QByteArray(10'000, 'x'), "end", ""}};
    UploadDevice device(body);
    QVERIFY(device.isSequential());
    QList<qint64> reported;
    connect(&device, &UploadDevice::handedOut, this, [&reported](qint64 bytes) { reported.append(bytes); });
    QByteArray read;
    while (!device.atEnd()) {
        QCOMPARE(device.bytesAvailable(), body.size() - read.size());
        read += device.read(chunk);
    }
    QCOMPARE(read, body.joined());
    QCOMPARE(reported.constLast(), body.size());
    char c = 0;
    QCOMPARE(device.read(&c, 1), -1);
}

void TestUploadBody::copiesNothing()
{
    const QByteArray data(1'000'000, 'x');
    MultipartForm form;
    form.addFile("f", QStringLiteral("x"), data);
    const UploadBody body = form.body();
    QVERIFY(std::any_of(body.segments.begin(), body.segments.end(),
        [&data](const QByteArray &segment) { return segment.constData() == data.constData(); }));
}

QTEST_GUILESS_MAIN(TestUploadBody)
#include "tst_uploadbody.moc"
