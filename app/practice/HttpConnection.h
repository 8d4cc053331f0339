#pragma once

#include "practice/RequestReader.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QTcpSocket;

namespace ksp {

/// How long a client may take (ms), and how much it may send.
struct ConnectionLimits
{
    int headMs = 10'000; ///< From a request's first byte to the end of its head.
    int stallMs = 30'000; ///< Without a byte of a body that is under way, in either direction.
    int requestMs = 300'000; ///< For a whole request.
    int idleMs = 120'000; ///< From one request to the next.
    int lingerMs = 10'000; ///< For what a client still sends after it was refused.
    int delayMs = 0; ///< Waits that long before a request is answered.
    RequestReader::Limits request;
    qint64 allBodiesBytes = 256 * 1024 * 1024; ///< Of the requests under way of all connections together.
};

/// One connection to the practice Cloud: reads a request, has it answered, reads the next. Holds no thread while it
/// waits: all connections live on the server's one. Closes after a request that was refused before it was read to its
/// end. Deletes itself when it has ended.
class HttpConnection : public QObject
{
    Q_OBJECT
public:
    /// What all connections of a server share. It must outlive them.
    struct Server
    {
        ConnectionLimits limits;
        /// Asked when a head is whole, before a byte of the body is read: a reply refuses the request.
        std::function<std::optional<PracticeReply>(const PracticeRequest &)> gate;
        std::function<PracticeReply(const PracticeRequest &)> handle;
        /// The reply to what cannot be read; whatever is known of the request comes with it.
        std::function<PracticeReply(int status, const PracticeRequest &)> refuse;
        qint64 bodiesBytes = 0; ///< See ConnectionLimits::allBodiesBytes.
    };

    /// Takes the socket over.
    HttpConnection(QTcpSocket *socket, Server &server, QObject *parent);
    ~HttpConnection() override;

    /// Whether it waits for its client, who has sent no whole request: to be closed where there are too many.
    [[nodiscard]] bool isWaiting() const { return m_state == State::Reading; }
    /// Since it was opened, or its last request answered; ms.
    [[nodiscard]] qint64 sinceLastReply() const { return m_sinceLastReply.elapsed(); }

private:
    enum class State { Reading, Answering, Writing, Closing };

    void readMore();
    /// One step of the request in m_input; false where it needs more bytes.
    bool step();
    void answer();
    void refuse(const PracticeReply &reply);
    void send(const PracticeReply &reply, bool keeps, bool withBody);
    void written();
    void timeIsUp();
    void countBody(qint64 bytes);

    Server &m_server;
    QTcpSocket *m_socket;
    RequestReader m_reader;
    QByteArray m_input;
    QTimer m_timer;
    QElapsedTimer m_sinceLastReply;
    QElapsedTimer m_sinceFirstByte; ///< Invalid between requests.
    State m_state = State::Reading;
    bool m_keeps = true;
    qint64 m_bodyBytes = 0;
};

} // namespace ksp
