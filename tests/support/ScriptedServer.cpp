#include "support/ScriptedServer.h"

#include "support/TestCertificate.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <memory>

#include <sys/socket.h>

namespace ksp::test {

namespace {

void reset(QTcpSocket *socket)
{
    const linger hard{1, 0};
    setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    socket->abort();
}

void drip(QTcpSocket *socket, const QByteArray &bytes)
{
    auto *timer = new QTimer(socket);
    const qsizetype head = bytes.indexOf("\r\n\r\n") + 4;
    socket->write(bytes.first(head));
    auto sent = std::make_shared<qsizetype>(head);
    QObject::connect(timer, &QTimer::timeout, socket, [socket, timer, sent, bytes] {
        socket->write(bytes.mid((*sent)++, 1));
        if (*sent >= bytes.size())
            timer->deleteLater();
    });
    timer->start(6);
}

void stream(QTcpSocket *socket, const Act &act)
{
    socket->write(act.bytes);
    const auto left = std::make_shared<qint64>(act.after - act.bytes.size());
    const auto goOn = [socket, left, more = act.more] {
        while (*left > 0 && socket->bytesToWrite() < more.size())
            *left -= socket->write(more);
    };
    QObject::connect(socket, &QTcpSocket::bytesWritten, socket, goOn);
    goOn();
}

} // namespace

QByteArray httpReply(const QByteArray &status, const QByteArray &body, const QByteArray &headers)
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
        + body;
}

Act answer(const QByteArray &status, const QByteArray &body, const QByteArray &headers)
{
    return {Act::Answer, httpReply(status, body, headers)};
}

Act ok(const QByteArray &body)
{
    return answer("200 OK", body);
}

Act streamed(const QByteArray &begin, const QByteArray &more, qint64 size)
{
    const qint64 body = begin.size() + (size - begin.size()) / more.size() * more.size();
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body) + "\r\n\r\n";
    return {Act::Stream, head + begin, head.size() + body, more};
}

ScriptedServer::ScriptedServer(QList<Act> acts, bool encrypted)
    : m_acts(std::move(acts)), m_encrypted(encrypted), m_certificate(testCertificate())
{
    listen(QHostAddress::LocalHost);
}

ScriptedServer::~ScriptedServer()
{
    const QList<QTcpSocket *> sockets = m_connections.keys();
    for (QTcpSocket *socket : sockets) {
        socket->disconnect();
        delete socket;
    }
}

QUrl ScriptedServer::url() const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2")
                    .arg(m_encrypted ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(serverPort()));
}

QByteArray ScriptedServer::lastBody() const
{
    const QByteArray request = m_requests.value(m_requests.size() - 1);
    return request.mid(request.indexOf("\r\n\r\n") + 4);
}

void ScriptedServer::incomingConnection(qintptr descriptor)
{
    ++m_connectionCount;
    QTcpSocket *socket = nullptr;
    if (m_encrypted) {
        auto *tls = new QSslSocket(this);
        tls->setSocketDescriptor(descriptor);
        tls->setLocalCertificate(QSslCertificate(m_certificate));
        tls->setPrivateKey(QSslKey(testPrivateKey(), QSsl::Ec));
        tls->startServerEncryption();
        socket = tls;
    } else {
        socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
    }
    // What is not read stays in the network, so that a sender feels it.
    socket->setReadBufferSize(64 * 1024);
    m_connections.insert(socket, {});
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(socket); });
    connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
        m_connections.remove(socket);
        socket->deleteLater();
    });
}

void ScriptedServer::onReadyRead(QTcpSocket *socket)
{
    if (!m_connections.contains(socket))
        return;
    Connection &connection = m_connections[socket];
    if (connection.request >= 0 && connection.act.kind == Act::StopReading)
        return;
    connection.received += socket->readAll();

    if (connection.request < 0) {
        const qsizetype end = connection.received.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArray head = connection.received.left(end + 4);
        const QByteArray lower = head.toLower();
        const qsizetype length = lower.indexOf("\r\ncontent-length:");
        connection.missing = length < 0
            ? 0
            : lower.mid(length + 17, lower.indexOf('\r', length + 2) - length - 17).trimmed().toLongLong();
        connection.act = m_acts.at(std::min(m_requests.size(), m_acts.size() - 1));
        connection.request = m_requests.size();
        connection.received.remove(0, end + 4);
        m_requests.append(head);
        if (connection.act.kind == Act::EarlyAnswer) {
            socket->write(connection.act.bytes);
            socket->flush();
            socket->close();
            return;
        }
        if (connection.act.kind == Act::StopReading)
            return;
    }

    const QByteArray part = connection.received.left(connection.missing);
    connection.received.remove(0, part.size());
    connection.missing -= part.size();
    QByteArray &request = m_requests[connection.request];
    request += part;
    if (connection.act.kind == Act::ResetWhileSending) {
        if (request.size() - request.indexOf("\r\n\r\n") - 4 >= connection.act.after)
            reset(socket);
    } else if (connection.missing == 0) {
        const Act act = connection.act;
        connection.request = -1;
        perform(socket, act);
    }
}

void ScriptedServer::perform(QTcpSocket *socket, const Act &act)
{
    if (act.kind == Act::Drip)
        return drip(socket, act.bytes);
    if (act.kind == Act::Stream)
        return stream(socket, act);
    socket->write(act.bytes);
    socket->flush();
    if (act.kind == Act::AnswerThenClose)
        socket->disconnectFromHost();
    else if (act.kind == Act::AnswerThenReset)
        reset(socket);
}

} // namespace ksp::test
