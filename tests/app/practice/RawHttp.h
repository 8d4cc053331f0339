#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QList>
#include <QMap>
#include <QTcpSocket>

namespace ksp::test {

/// One reply as it came over the wire.
struct RawReply
{
    int status = 0; ///< 0 where there was no whole reply.
    QMap<QByteArray, QByteArray> headers; ///< Names in lower case.
    QByteArray body; ///< Without its content coding.

    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    /// The text of an error reply.
    [[nodiscard]] QString message() const;
};

/// One kept connection to the server, which sends exactly the bytes that it is given.
class RawHttp
{
public:
    explicit RawHttp(quint16 port);

    /// Sends a whole request, and waits for its reply. Connects anew where the server has closed the connection.
    [[nodiscard]] RawReply send(const QByteArray &request);

    /// A request with the right Host, Content-Length and the key, where one was set.
    [[nodiscard]] RawReply get(const QByteArray &path, const QList<QByteArray> &headers = {});
    [[nodiscard]] RawReply post(const QByteArray &path, const QByteArray &body = {},
        const QByteArray &contentType = "application/json", const QList<QByteArray> &headers = {});

    /// A form's part: name, file name (may be empty), content.
    struct Part
    {
        QByteArray name;
        QByteArray fileName;
        QByteArray content;
    };
    [[nodiscard]] RawReply postForm(const QByteArray &path, const QList<Part> &parts);

    void setKey(const QString &key) { m_key = key.toUtf8(); }

private:
    [[nodiscard]] QByteArray head(
        const QByteArray &method, const QByteArray &path, const QList<QByteArray> &headers) const;

    quint16 m_port;
    QByteArray m_key;
    QTcpSocket m_socket;
};

} // namespace ksp::test
