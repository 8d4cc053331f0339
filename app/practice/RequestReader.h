#pragma once

#include "practice/PracticeRequest.h"

namespace ksp {

/// Reads one HTTP/1.1 request (RFC 9112) out of what a connection brings, piece by piece and strictly: what two readers
/// might take for requests of different lengths is refused. A body belongs to its request whatever the method is, so
/// that it is never taken for the next one. Knows nothing of sockets and time.
class RequestReader
{
public:
    enum class State {
        Head, ///< The head is not whole.
        Body, ///< The head is whole: see request().
        Complete, ///< See take().
        Refused, ///< See refusal(). Where the request ends is not known: nothing more can be read.
    };

    struct Limits
    {
        qsizetype headBytes = 32 * 1024;
        qsizetype headers = 100;
        qsizetype bodyBytes = 64 * 1024 * 1024; ///< However it is sent.
    };

    explicit RequestReader(const Limits &limits) : m_limits(limits) { }

    /// Takes from the front of `input` what belongs to the request, at most to the next state.
    State read(QByteArray &input);
    [[nodiscard]] State state() const { return m_state; }
    /// What is known so far.
    [[nodiscard]] const PracticeRequest &request() const { return m_request; }
    /// Whether the client waits for "100 Continue" before it sends the body (RFC 9110, 10.1.1).
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }
    /// The status to answer with: 400, 413, 415, 431 or 505.
    [[nodiscard]] int refusal() const { return m_refusal; }
    /// The whole request. The reader begins anew.
    [[nodiscard]] PracticeRequest take();

private:
    enum class Chunk { Size, Data, End, Trailer };

    State refuse(int status);
    State readHead(QByteArray &input);
    [[nodiscard]] int readRequestLine(const QByteArray &line);
    [[nodiscard]] int readHeaders(const QList<QByteArray> &lines);
    /// How long the body is. All three give the status to refuse with, or 0.
    [[nodiscard]] int readFraming();
    State readSized(QByteArray &input);
    State readChunks(QByteArray &input);

    Limits m_limits;
    State m_state = State::Head;
    PracticeRequest m_request;
    bool m_isHttp10 = false;
    bool m_expectsContinue = false;
    bool m_isChunked = false;
    qsizetype m_remaining = 0; ///< Of the body, or of a chunk.
    Chunk m_chunk = Chunk::Size;
    qsizetype m_trailerBytes = 0;
    int m_refusal = 0;
};

} // namespace ksp
