#include "RawHttp.h"

#include <QJsonObject>

#include <zlib.h>

namespace ksp::test {

namespace {

constexpr int patience = 20'000; // ms

QByteArray gunzip(const QByteArray &data)
{
    QByteArray out(1 << 20, '\0');
    z_stream stream{};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data.constData()));
    stream.avail_in = uInt(data.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    inflateInit2(&stream, 15 + 16);
    const int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return result == Z_STREAM_END ? out.left(qsizetype(stream.total_out)) : QByteArray();
}

} // namespace

QString RawReply::message() const
{
    return json().object().value(QLatin1String("message")).toString();
}

RawHttp::RawHttp(quint16 port) : m_port(port) { }

RawReply RawHttp::send(const QByteArray &request)
{
    // A close by the server after a pause shows only when something is read.
    m_socket.waitForReadyRead(0);
    if (m_socket.state() != QAbstractSocket::ConnectedState) {
        m_socket.abort();
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (!m_socket.waitForConnected(patience)) {
            return {};
        }
    }
    m_socket.write(request);
    QByteArray input;
    const auto more = [&] {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patience)) {
            return false;
        }
        input += m_socket.readAll();
        return true;
    };
    while (!input.contains("\r\n\r\n")) {
        if (!more()) {
            return {};
        }
    }
    RawReply reply;
    const qsizetype headEnd = input.indexOf("\r\n\r\n");
    QList<QByteArray> lines = input.left(headEnd).split('\n');
    const int status = lines.takeFirst().split(' ').value(1).toInt();
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        reply.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    const qsizetype length = request.startsWith("HEAD") ? 0 : reply.headers.value("content-length").toLongLong();
    while (input.size() < headEnd + 4 + length) {
        if (!more()) {
            return {};
        }
    }
    if (reply.headers.value("connection") == "close") {
        m_socket.abort();
    }
    reply.status = status;
    reply.body = input.mid(headEnd + 4);
    if (reply.headers.value("content-encoding") == "gzip") {
        reply.body = gunzip(reply.body);
    }
    return reply;
}

QByteArray RawHttp::head(const QByteArray &method, const QByteArray &path, const QList<QByteArray> &headers) const
{
    QByteArray text = method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) + "\r\n";
    if (!m_key.isEmpty()) {
        text += "Authorization: Bearer " + m_key + "\r\n";
    }
    for (const QByteArray &header : headers) {
        text += header + "\r\n";
    }
    return text;
}

RawReply RawHttp::get(const QByteArray &path, const QList<QByteArray> &headers)
{
    return send(head("GET", path, headers) + "\r\n");
}

RawReply RawHttp::post(
    const QByteArray &path, const QByteArray &body, const QByteArray &contentType, const QList<QByteArray> &headers)
{
    return send(head("POST", path, headers) + "Content-Type: " + contentType
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

RawReply RawHttp::postForm(const QByteArray &path, const QList<Part> &parts)
{
    // Quoted and with the characters that Qt's boundaries have.
    const QByteArray boundary = "boundary_.oOo._fZ3j+/=";
    QByteArray body;
    for (const Part &part : parts) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name + '"';
        if (!part.fileName.isEmpty()) {
            body += "; filename=\"" + part.fileName + "\"\r\nContent-Type: application/octet-stream";
        }
        body += "\r\n\r\n" + part.content + "\r\n";
    }
    return post(path, body + "--" + boundary + "--\r\n", "multipart/form-data; boundary=\"" + boundary + '"');
}

} // namespace ksp::test
