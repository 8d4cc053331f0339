#pragma once

#include "cloud/CloudTypes.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <optional>

namespace ksp::test {

/// A Cloud on loopback whose extensions and snapshots are values of the test, on the test's thread. Can hold its
/// answers back and give them in another order.
class ReviewServer : public QTcpServer
{
public:
    QString userId = QStringLiteral("100200300400500600");
    QList<Extension> extensions;
    QHash<QString, QList<Snapshot>> snapshots; ///< By the extension's name.
    /// A whole reply in place of the usual one; nothing for the usual one. `request` is "GET /path".
    std::function<std::optional<QByteArray>(const QString &request)> instead;
    bool holds = false; ///< Answers wait for release().
    QStringList requests; ///< "search", "snapshots NAME", "cancel-submit ID", "submit ID", "user".
    int mostAtATime = 0; ///< Of held answers.

    ReviewServer() { listen(QHostAddress::LocalHost); }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }
    [[nodiscard]] qsizetype count(const QString &beginning) const
    {
        return std::count_if(
            requests.begin(), requests.end(), [&](const QString &request) { return request.startsWith(beginning); });
    }
    void add(const QString &name, const QString &status, const QString &latest, const QList<Snapshot> &versions)
    {
        extensions.append({QString::number(900'000'000'000'000'000LL + extensions.size()), name, status, latest});
        snapshots.insert(name, versions);
    }
    /// Somebody else sends a version; what a search tells of the extension stays.
    void push(const QString &name, const Snapshot &version) { snapshots[name].prepend(version); }
    void setStatus(const QString &name, const QString &version, const QString &status, const QDateTime &at)
    {
        for (Snapshot &snapshot : snapshots[name]) {
            if (snapshot.version == version) {
                snapshot.status = status;
                snapshot.updatedAt = at;
            }
        }
    }
    [[nodiscard]] qsizetype heldCount() const { return m_held.size(); }
    /// Sends the held answer that came as number `index`.
    void release(qsizetype index)
    {
        const auto [socket, reply] = m_held.takeAt(index);
        if (socket)
            socket->write(reply);
    }
    void releaseAll()
    {
        while (!m_held.isEmpty())
            release(0);
    }
    static QByteArray reply(const QByteArray &status, const QByteArray &body, const QByteArray &headers = {})
    {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers
            + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received = QByteArray()]() mutable {
            received += socket->readAll();
            for (;;) {
                const auto headEnd = received.indexOf("\r\n\r\n");
                if (headEnd < 0)
                    return;
                const QByteArray head = received.left(headEnd).toLower();
                qsizetype length = 0;
                if (const auto at = head.indexOf("content-length:"); at >= 0)
                    length = head.mid(at + 15).split('\r').constFirst().trimmed().toInt();
                if (received.size() < headEnd + 4 + length)
                    return;
                const QString line = QString::fromLatin1(received.left(received.indexOf(" HTTP/")));
                received = received.mid(headEnd + 4 + length);
                answer(socket, line);
            }
        });
    }

private:
    void answer(QTcpSocket *socket, const QString &line)
    {
        const QString path = line.section(QLatin1Char(' '), 1);
        const QStringList parts = path.split(QLatin1Char('/'));
        QByteArray text = "{}";
        if (path.endsWith(QLatin1String("/extensions/search"))) {
            requests.append(QStringLiteral("search"));
            text = searchReply();
        } else if (path.endsWith(QLatin1String("/snapshots"))) {
            requests.append(QStringLiteral("snapshots ") + parts.at(parts.size() - 2));
            text = snapshotsReply(parts.at(parts.size() - 2));
        } else if (path.endsWith(QLatin1String("/v1/user"))) {
            requests.append(QStringLiteral("user"));
            text = "{\"user_id\": \"" + userId.toLatin1() + "\"}";
        } else if (const auto action = path.indexOf(QLatin1String("/action:")); action >= 0) {
            const QString verb = path.mid(action + 8);
            requests.append(verb + QLatin1Char(' ') + parts.at(parts.size() - 2));
            if (!instead || !instead(line))
                act(parts.at(parts.size() - 2), verb);
        }
        QByteArray whole = reply("200 OK", text);
        if (instead) {
            if (const auto other = instead(line))
                whole = *other;
        }
        if (holds) {
            m_held.append({socket, whole});
            mostAtATime = std::max(mostAtATime, int(m_held.size()));
        } else {
            socket->write(whole);
        }
    }

    void act(const QString &snapshotId, const QString &verb)
    {
        for (QList<Snapshot> &versions : snapshots) {
            for (Snapshot &snapshot : versions) {
                if (snapshot.id == snapshotId)
                    snapshot.status
                        = verb == QLatin1String("submit") ? QStringLiteral("submitted") : QStringLiteral("draft");
            }
        }
    }

    [[nodiscard]] QByteArray searchReply() const
    {
        QJsonArray list;
        for (const Extension &extension : extensions) {
            list.append(QJsonObject{{QStringLiteral("extension_id"), extension.id},
                {QStringLiteral("name"), extension.name}, {QStringLiteral("status"), extension.status},
                {QStringLiteral("latest_version"), QJsonObject{{QStringLiteral("version"), extension.latestVersion}}}});
        }
        return QJsonDocument(QJsonObject{{QStringLiteral("extensions"), list}}).toJson(QJsonDocument::Compact);
    }

    [[nodiscard]] QByteArray snapshotsReply(const QString &name) const
    {
        QJsonArray list;
        for (const Snapshot &snapshot : snapshots.value(name)) {
            list.append(QJsonObject{{QStringLiteral("snapshot_id"), snapshot.id},
                {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("version"), snapshot.version}}},
                {QStringLiteral("status"), snapshot.status},
                {QStringLiteral("updated_at"), snapshot.updatedAt.toString(Qt::ISODateWithMs)}});
        }
        return QJsonDocument(list).toJson(QJsonDocument::Compact);
    }

    QList<std::pair<QPointer<QTcpSocket>, QByteArray>> m_held;
};

} // namespace ksp::test
