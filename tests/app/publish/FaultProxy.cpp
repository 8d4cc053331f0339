#include "FaultProxy.h"

#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <algorithm>

#include <sys/socket.h>

namespace ksp::test {

namespace {

void reset(QTcpSocket *socket)
{
    const linger hard{1, 0};
    setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    socket->abort();
}

QString stepOf(const QByteArray &path)
{
    const QByteArray plain = path.split('?').constFirst();
    for (const auto &[end, step] : {std::pair("/user", "user"), std::pair("/files/usage", "usage"),
             std::pair("/files", "files"), std::pair("/package", "package"), std::pair("action:submit", "submit"),
             std::pair("action:cancel-submit", "withdraw"), std::pair("/search", "search"),
             std::pair("/snapshots", "snapshots")}) {
        if (plain.endsWith(end))
            return QString::fromLatin1(step);
    }
    return plain.contains("/versions/") ? QStringLiteral("version") : QString::fromLatin1(plain);
}

/// The body slower than the head, of whose bytes nothing is heard before it is whole.
void drip(QTcpSocket *socket, const QByteArray &bytes)
{
    auto *timer = new QTimer(socket);
    QObject::connect(
        timer, &QTimer::timeout, socket, [socket, timer, rest = bytes, head = bytes.indexOf("\r\n\r\n") + 4]() mutable {
            socket->write(rest.left(1));
            rest.remove(0, 1);
            if (--head == 0)
                timer->setInterval(50);
            if (rest.isEmpty()) {
                timer->deleteLater();
                socket->disconnectFromHost();
            }
        });
    timer->start(2);
}

} // namespace

FaultProxy::FaultProxy(quint16 upstream) : m_upstream(upstream)
{
    takeConnections();
}

FaultProxy::~FaultProxy()
{
    const QList<QTcpSocket *> sockets = findChildren<QTcpSocket *>();
    for (QTcpSocket *socket : sockets) {
        socket->disconnect();
        delete socket;
    }
}

QUrl FaultProxy::url() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port));
}

QStringList FaultProxy::steps() const
{
    QStringList steps;
    for (const Request &request : m_requests)
        steps.append(request.step);
    return steps;
}

int FaultProxy::count(const QString &step) const
{
    return int(std::count_if(
        m_requests.begin(), m_requests.end(), [&](const Request &request) { return request.step == step; }));
}

int FaultProxy::done(const QString &step) const
{
    return int(std::count_if(m_requests.begin(), m_requests.end(),
        [&](const Request &request) { return request.step == step && request.status == 200; }));
}

int FaultProxy::depth() const
{
    int depth = 0;
    for (const Request &request : m_requests)
        depth = std::max(depth, request.depth);
    return depth;
}

void FaultProxy::forget()
{
    m_requests.clear();
    m_held.clear();
    m_repliedDepth = 0;
    ++m_epoch;
}

void FaultProxy::refuseConnections()
{
    close();
}

void FaultProxy::takeConnections()
{
    if (isListening() || (m_port != 0 && listen(QHostAddress::LocalHost, m_port)) || listen(QHostAddress::LocalHost))
        m_port = serverPort();
}

void FaultProxy::releaseHeld()
{
    holdUntil = 0;
    const auto held = std::exchange(m_held, {});
    for (const auto &release : held)
        release();
}

void FaultProxy::incomingConnection(qintptr descriptor)
{
    auto *client = new QTcpSocket(this);
    client->setSocketDescriptor(descriptor);
    // What is not read stays in the network, so that a sender feels it.
    client->setReadBufferSize(64 * 1024);
    connect(client, &QTcpSocket::readyRead, this, [this, client] { receive(client); });
    connect(client, &QTcpSocket::disconnected, client, [this, client] {
        m_received.remove(client);
        client->deleteLater();
    });
}

void FaultProxy::receive(QTcpSocket *client)
{
    QByteArray &received = m_received[client];
    received += client->readAll();
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = received.left(end + 4);
    const QByteArray lower = head.toLower();
    const qsizetype length = lower.indexOf("\r\ncontent-length:");
    const qint64 size
        = length < 0 ? 0 : lower.mid(length + 17, lower.indexOf('\r', length + 2) - length - 17).trimmed().toLongLong();
    if (spoilEarly(client, head, received.mid(head.size())) || received.size() < head.size() + size)
        return;
    const QByteArray body = received.mid(head.size(), size);
    received.clear();
    handle(client, head, body);
}

bool FaultProxy::spoilEarly(QTcpSocket *client, const QByteArray &head, const QByteArray &body)
{
    const QString step = stepOf(head.split(' ').value(1));
    const Fault::Kind kind = faults.value(step).kind;
    if (kind != Fault::ResetInRequest && kind != Fault::AnswerEarly)
        return false;
    const Fault fault = takeFault(step);
    m_requests.append({step, body, m_repliedDepth + 1, 0});
    disconnect(client, &QTcpSocket::readyRead, this, nullptr);
    if (kind == Fault::ResetInRequest) {
        reset(client);
        return true;
    }
    client->write(fault.bytes);
    client->flush();
    client->close(); // with something unread in it, the system makes a reset of that
    return true;
}

Fault FaultProxy::takeFault(const QString &step)
{
    const auto found = faults.find(step);
    if (found == faults.end())
        return {};
    const Fault fault = *found;
    if (found->times > 0 && --found->times == 0)
        faults.remove(step);
    return fault;
}

void FaultProxy::handle(QTcpSocket *client, const QByteArray &head, const QByteArray &body)
{
    const QString step = stepOf(head.split(' ').value(1));
    const qsizetype index = m_requests.size();
    m_requests.append({step, body, m_repliedDepth + 1, 0});
    if (m_requests.size() >= holdUntil)
        releaseHeld();
    const Fault fault = takeFault(step);
    const QPointer<QTcpSocket> alive(client);
    if (fault.before)
        fault.before();
    if (!alive)
        return;
    if (fault.kind == Fault::Refuse)
        reset(client);
    else if (fault.kind == Fault::Answer)
        deliver(client, index, fault.bytes);
    else
        handOn(client, head, index, fault);
}

void FaultProxy::handOn(QTcpSocket *client, const QByteArray &head, qsizetype index, const Fault &fault)
{
    QByteArray changed = head;
    const qsizetype host = changed.toLower().indexOf("\r\nhost:");
    changed.replace(host, changed.indexOf("\r\n", host + 2) - host,
        "\r\nConnection: close\r\nHost: 127.0.0.1:" + QByteArray::number(m_upstream));
    if (const qsizetype keep = changed.toLower().indexOf("\r\nconnection: keep-alive");
        keep >= 0) // Qt 6.8 writes names small
        changed.remove(keep, int(strlen("\r\nConnection: Keep-Alive")));

    auto *server = new QTcpSocket(this);
    const QByteArray request = changed + m_requests.at(index).body;
    connect(server, &QTcpSocket::connected, server, [server, request] { server->write(request); });
    connect(server, &QTcpSocket::disconnected, this,
        [this, server, index, fault, epoch = m_epoch, client = QPointer<QTcpSocket>(client)] {
            const QByteArray reply = server->readAll();
            server->deleteLater();
            if (epoch != m_epoch)
                return;
            m_requests[index].status = reply.split(' ').value(1).toInt();
            if (fault.after)
                fault.after();
            if (!client || epoch != m_epoch)
                return;
            if (fault.kind == Fault::LoseReply) {
                reset(client);
            } else if (fault.kind == Fault::Drip) {
                drip(client, reply);
            } else if (fault.kind == Fault::CutReply || fault.kind == Fault::ResetInReply) {
                client->write(reply.chopped(3));
                client->flush();
                fault.kind == Fault::CutReply ? client->disconnectFromHost() : reset(client);
            } else if (fault.kind != Fault::Stall) {
                deliver(client, index, fault.kind == Fault::ReplaceReply ? fault.bytes : reply);
            }
        });
    server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_upstream);
}

void FaultProxy::deliver(QTcpSocket *client, qsizetype index, const QByteArray &reply)
{
    if (m_requests.size() < holdUntil) {
        m_held.append([this, client = QPointer<QTcpSocket>(client), index, reply] {
            if (client)
                deliver(client, index, reply);
        });
        return;
    }
    m_repliedDepth = std::max(m_repliedDepth, m_requests.at(index).depth);
    client->write(reply);
    client->disconnectFromHost();
}

} // namespace ksp::test
