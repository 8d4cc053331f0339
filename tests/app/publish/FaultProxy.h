#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPointer>
#include <QString>
#include <QTcpServer>

#include <functional>

class QTcpSocket;

namespace ksp::test {

/// What goes wrong with the requests of one step.
struct Fault
{
    enum Kind {
        None, ///< Handed on.
        Refuse, ///< Taken, then the connection is reset; never handed on.
        Answer, ///< Answered by `bytes`; never handed on.
        LoseReply, ///< Handed on; the reply is dropped and the connection reset.
        ReplaceReply, ///< Handed on; `bytes` comes back instead of the reply.
        Stall, ///< Handed on; no reply ever.
        Drip, ///< Handed on; the reply comes byte by byte.
        CutReply, ///< Handed on; the connection is closed before the reply's last bytes.
        ResetInReply, ///< Handed on; the connection is reset before the reply's last bytes.
        ResetInRequest, ///< Reset as soon as the head and some of the body are there; never handed on.
        AnswerEarly, ///< Answered by `bytes` and closed as soon as the head is there; the body is never read.
    };

    Kind kind = None;
    QByteArray bytes = {}; ///< A whole HTTP reply.
    std::function<void()> before = {}; ///< Runs when the request has arrived.
    std::function<void()> after = {}; ///< Runs when the server's reply has arrived here.
    int times = 0; ///< So many requests only; 0 for all of them.
};

/// Stands between a client and the practice Cloud, on the thread of the test, and spoils what it is told to.
class FaultProxy : public QTcpServer
{
public:
    struct Request
    {
        QString step; ///< user, usage, version, files, withdraw, package, submit, search, snapshots; else the path.
        QByteArray body;
        int depth = 0; ///< 1 + the number of replies that had to be there before this one was sent.
        int status = 0; ///< Of the server's own reply; 0 where it was not asked.
    };

    explicit FaultProxy(quint16 upstream);
    ~FaultProxy() override;

    [[nodiscard]] QUrl url() const;
    /// By step; for every request of it until it is changed.
    QHash<QString, Fault> faults;
    /// Keeps the first replies back until that many requests have come: they were sent at the same time then.
    int holdUntil = 0;

    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    [[nodiscard]] QStringList steps() const;
    [[nodiscard]] int count(const QString &step) const;
    /// How often the server carried that step out (said 200).
    [[nodiscard]] int done(const QString &step) const;
    [[nodiscard]] int depth() const;
    void forget();
    /// From here on connections are refused, until takeConnections(); those that stand go on.
    void refuseConnections();
    /// On the same port where it is still free.
    void takeConnections();
    /// Ends what holdUntil began.
    void releaseHeld();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void receive(QTcpSocket *client);
    /// What comes before the body was read. True where that was all.
    bool spoilEarly(QTcpSocket *client, const QByteArray &head, const QByteArray &body);
    [[nodiscard]] Fault takeFault(const QString &step);
    void handle(QTcpSocket *client, const QByteArray &head, const QByteArray &body);
    void handOn(QTcpSocket *client, const QByteArray &head, qsizetype index, const Fault &fault);
    void deliver(QTcpSocket *client, qsizetype index, const QByteArray &reply);

    quint16 m_upstream;
    quint16 m_port = 0;
    QHash<QTcpSocket *, QByteArray> m_received;
    QList<Request> m_requests;
    int m_repliedDepth = 0;
    int m_epoch = 0; ///< Of forget(): what was under way before does not count.
    QList<std::function<void()>> m_held;
};

} // namespace ksp::test
