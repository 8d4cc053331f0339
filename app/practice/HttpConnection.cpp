#include "practice/HttpConnection.h"

#include "practice/FormData.h"

#include <QTcpSocket>

#include <algorithm>

#include <sys/socket.h>

namespace ksp {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Payload Too Large";
    case 415:
        return "Unsupported Media Type";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Unknown";
    }
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, Server &server, QObject *parent)
    : QObject(parent), m_server(server), m_socket(socket), m_reader(server.limits.request)
{
    m_socket->setParent(this);
    // What nobody has asked for yet stays with the client.
    m_socket->setReadBufferSize(pieceBytes);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.setSingleShot(true);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::readMore);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &HttpConnection::written);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::timeIsUp);
    m_timer.start(m_server.limits.idleMs);
    m_sinceLastReply.start();
}

HttpConnection::~HttpConnection()
{
    countBody(0);
    m_socket->disconnect(this);
}

void HttpConnection::countBody(qint64 bytes)
{
    m_server.bodiesBytes += bytes - m_bodyBytes;
    m_bodyBytes = bytes;
}

void HttpConnection::readMore()
{
    if (m_state == State::Closing) {
        m_socket->readAll();
        return;
    }
    while (m_state == State::Reading && (!m_input.isEmpty() || m_socket->bytesAvailable() > 0)) {
        const QByteArray piece = m_socket->read(pieceBytes);
        m_input += piece;
        if (!m_sinceFirstByte.isValid()) {
            m_sinceFirstByte.start();
            m_timer.start(m_server.limits.headMs);
        }
        while (step()) { }
        if (piece.isEmpty()) {
            return;
        }
    }
}

bool HttpConnection::step()
{
    const RequestReader::State before = m_reader.state();
    const RequestReader::State now = m_reader.read(m_input);
    if (now == RequestReader::State::Refused) {
        refuse(m_server.refuse(m_reader.refusal(), m_reader.request()));
        return false;
    }
    if (now == RequestReader::State::Complete) {
        answer();
        return false;
    }
    if (now == RequestReader::State::Head) {
        return false;
    }
    const ConnectionLimits &limits = m_server.limits;
    m_timer.start(int(std::clamp<qint64>(limits.requestMs - m_sinceFirstByte.elapsed(), 0, limits.stallMs)));
    countBody(m_reader.request().body.size());
    if (m_server.bodiesBytes > limits.allBodiesBytes) {
        refuse(m_server.refuse(503, m_reader.request()));
        return false;
    }
    if (before == now) {
        return false;
    }
    if (const std::optional<PracticeReply> refusal = m_server.gate(m_reader.request())) {
        refuse(*refusal);
        return false;
    }
    if (m_reader.expectsContinue()) {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return true;
}

void HttpConnection::answer()
{
    m_state = State::Answering;
    m_timer.stop();
    QTimer::singleShot(m_server.limits.delayMs, this, [this] {
        PracticeRequest request = m_reader.take();
        const QByteArray contentType = request.header("content-type");
        const bool isForm = isFormData(contentType);
        if (isForm) {
            request.parts = readFormData(contentType, request.body);
        }
        const PracticeReply reply = isForm && !request.parts ? m_server.refuse(400, request) : m_server.handle(request);
        countBody(0);
        send(reply, request.keepsConnection, request.method != "HEAD");
    });
}

void HttpConnection::refuse(const PracticeReply &reply)
{
    m_input.clear();
    m_reader = RequestReader(m_server.limits.request);
    countBody(0);
    send(reply, false, true);
}

void HttpConnection::send(const PracticeReply &reply, bool keeps, bool withBody)
{
    const bool hasBody = reply.status != 304;
    QByteArray text = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status)
        + "\r\nX-Content-Type-Options: nosniff\r\nConnection: " + (keeps ? "keep-alive" : "close") + "\r\n";
    for (const auto &[name, value] : reply.headers) {
        text += name + ": " + value + "\r\n";
    }
    if (hasBody) {
        text += "Content-Type: " + reply.contentType + "\r\nContent-Length: " + QByteArray::number(reply.body.size())
            + "\r\n";
    }
    text += "\r\n";
    m_keeps = keeps;
    m_state = State::Writing;
    m_timer.start(m_server.limits.stallMs);
    m_socket->write(hasBody && withBody ? text + reply.body : text);
}

void HttpConnection::written()
{
    if (m_state != State::Writing) {
        return;
    }
    m_timer.start(m_server.limits.stallMs);
    if (m_socket->bytesToWrite() > 0) {
        return;
    }
    if (m_keeps) {
        m_state = State::Reading;
        m_sinceFirstByte.invalidate();
        m_sinceLastReply.start();
        m_timer.start(m_server.limits.idleMs);
        readMore();
        return;
    }
    // Closed at once while something is still unread, the connection would be reset and the reply lost with it.
    m_state = State::Closing;
    m_timer.start(m_server.limits.lingerMs);
    ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
    m_socket->readAll();
}

void HttpConnection::timeIsUp()
{
    if (m_state == State::Reading && m_sinceFirstByte.isValid()) {
        refuse(m_server.refuse(408, m_reader.request()));
        return;
    }
    m_socket->abort();
    deleteLater();
}

} // namespace ksp
