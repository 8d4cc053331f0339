#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

namespace ksp::test {

/// What the server does with one request.
struct Act
{
    enum Kind {
        Answer, ///< Takes the whole request, then sends `bytes`.
        AnswerThenClose, ///< The same, and closes: a cut-short reply, or one without length.
        AnswerThenReset, ///< The same, and resets the connection.
        AnswerThenStall, ///< The same, and never says more (bytes may be empty).
        Drip, ///< The same, the body one byte after the other, 6 ms apart.
        EarlyAnswer, ///< Sends `bytes` as soon as the head is there and closes without reading the body.
        ResetWhileSending, ///< Resets the connection after the head and `after` bytes of the body.
        StopReading, ///< Takes the head and leaves the rest in the network.
        Stream, ///< Takes the whole request, then sends `bytes` and `more` over and over, `after` bytes in all, as fast
                ///< as they are read.
    };

    Kind kind = Answer;
    QByteArray bytes = {};
    qint64 after = 0;
    QByteArray more = {};
};

/// "HTTP/1.1 200 OK", Content-Length and a body.
QByteArray httpReply(const QByteArray &status, const QByteArray &body,
    const QByteArray &headers = QByteArrayLiteral("Content-Type: application/json\r\n"));
Act answer(const QByteArray &status, const QByteArray &body,
    const QByteArray &headers = QByteArrayLiteral("Content-Type: application/json\r\n"));
Act ok(const QByteArray &body);
/// A body of any size that is nowhere as a whole: `begin`, then `more` as often as it fits into `size` bytes.
Act streamed(const QByteArray &begin, const QByteArray &more, qint64 size);

/// A small HTTP server on loopback that does what it is told, request by request, on the thread of the test.
class ScriptedServer : public QTcpServer
{
    Q_OBJECT
public:
    /// The last act is repeated for all further requests.
    explicit ScriptedServer(QList<Act> acts, bool encrypted = false);
    ~ScriptedServer() override;

    [[nodiscard]] QUrl url() const;
    /// In place of testCertificate(), of the same private key.
    void setCertificate(const QByteArray &pem) { m_certificate = pem; }
    /// Requests whose head arrived.
    [[nodiscard]] int requestCount() const { return static_cast<int>(m_requests.size()); }
    /// Each request as it came, head and body.
    [[nodiscard]] const QList<QByteArray> &requests() const { return m_requests; }
    [[nodiscard]] QByteArray lastBody() const;
    [[nodiscard]] int connectionCount() const { return m_connectionCount; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Connection
    {
        QByteArray received;
        qsizetype request = -1; ///< Index into m_requests while one is under way.
        qint64 missing = 0; ///< Bytes of its body.
        Act act;
    };

    void onReadyRead(QTcpSocket *socket);
    void perform(QTcpSocket *socket, const Act &act);

    QList<Act> m_acts;
    bool m_encrypted;
    QByteArray m_certificate;
    int m_connectionCount = 0;
    QList<QByteArray> m_requests;
    QHash<QTcpSocket *, Connection> m_connections;
};

} // namespace ksp::test
