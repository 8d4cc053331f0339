#include "practice/PracticeServer.h"

#include "practice/HttpConnection.h"
#include "practice/PracticeApi.h"
#include "practice/PracticeState.h"
#include "practice/PracticeStore.h"
#include "practice/RequestLog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <algorithm>

namespace ksp {

namespace {

constexpr int backlog = 256;
constexpr int retryAcceptMs = 100;

/// Everything that was refused, by the store or before it was asked, is told in the same way.
PracticeReply refusal(int status, const QString &message)
{
    const QJsonObject object{{QStringLiteral("message"), message}};
    return {status, QJsonDocument(object).toJson(QJsonDocument::Compact), "application/json", {}};
}

QString messageOf(int status)
{
    switch (status) {
    case 408:
        return QStringLiteral("the request took too long");
    case 413:
        return QStringLiteral("the body is too large");
    case 415:
        return QStringLiteral("a body must come without a content coding");
    case 431:
        return QStringLiteral("the head is too large");
    case 503:
        return QStringLiteral("too many bodies at a time");
    default:
        return QStringLiteral("the request cannot be understood");
    }
}

} // namespace

class PracticeServer::Private
{
public:
    Private(std::unique_ptr<PracticeStore> store, const PracticeServerOptions &serverOptions)
        : options(serverOptions), owner(store->owner()), folder(store->folder()), api(std::move(store))
    {
    }

    /// On the server's thread; so is all that follows.
    [[nodiscard]] QString listen();
    void accept();
    /// Null where the request was meant for this server, rather than led here by a page in a browser.
    [[nodiscard]] std::optional<PracticeReply> gate(const PracticeRequest &request);
    [[nodiscard]] PracticeReply handle(const PracticeRequest &request);
    [[nodiscard]] PracticeReply logged(const PracticeRequest &request, PracticeReply reply);
    [[nodiscard]] bool isOurs(const PracticeRequest &request) const;

    PracticeServerOptions options;
    // Of their own, since the store is the server's thread's as soon as that runs.
    PracticeUser owner;
    QString folder;
    PracticeApi api;
    RequestLog log;
    HttpConnection::Server shared;
    QThread thread;
    std::unique_ptr<QTcpServer> server; ///< Lives on the thread, with the connections as its children.
    QString url;
};

QString PracticeServer::Private::listen()
{
    server = std::make_unique<QTcpServer>();
    server->setProxy(QNetworkProxy::NoProxy);
    server->setListenBacklogSize(backlog);
    QObject::connect(server.get(), &QTcpServer::newConnection, server.get(), [this] { accept(); });
    // No descriptor left: later there may be.
    QObject::connect(server.get(), &QTcpServer::acceptError, server.get(),
        [this] { QTimer::singleShot(retryAcceptMs, server.get(), &QTcpServer::resumeAccepting); });
    if (!server->listen(QHostAddress(QHostAddress::LocalHost), quint16(options.port))) {
        return server->errorString();
    }
    url = QStringLiteral("http://127.0.0.1:%1").arg(server->serverPort());
    api.setUrl(url);
    shared.limits = options.limits;
    shared.gate = [this](const PracticeRequest &request) { return gate(request); };
    shared.handle = [this](const PracticeRequest &request) { return handle(request); };
    shared.refuse = [this](int status, const PracticeRequest &request) {
        return logged(request, refusal(status, messageOf(status)));
    };
    return {};
}

void PracticeServer::Private::accept()
{
    while (QTcpSocket *socket = server->nextPendingConnection()) {
        const QList<HttpConnection *> connections
            = server->findChildren<HttpConnection *>(QString(), Qt::FindDirectChildrenOnly);
        if (connections.size() >= options.mostConnections) {
            const auto rank
                = [](const HttpConnection *each) { return each->isWaiting() ? each->sinceLastReply() : -1; };
            HttpConnection *idlest = *std::max_element(connections.begin(), connections.end(),
                [&rank](const auto *a, const auto *b) { return rank(a) < rank(b); });
            if (!idlest->isWaiting()) {
                delete socket;
                continue;
            }
            delete idlest;
        }
        new HttpConnection(socket, shared, server.get());
    }
}

PracticeReply PracticeServer::Private::logged(const PracticeRequest &request, PracticeReply reply)
{
    // Before the reply goes out, so that whoever has the reply finds its line.
    if (!request.method.isEmpty()) {
        log.add(request, reply.status);
    }
    return reply;
}

std::optional<PracticeReply> PracticeServer::Private::gate(const PracticeRequest &request)
{
    if (isOurs(request)) {
        return std::nullopt;
    }
    return logged(request, refusal(403, QStringLiteral("this host or origin is not allowed")));
}

PracticeReply PracticeServer::Private::handle(const PracticeRequest &request)
{
    try {
        const Result<PracticeReply> reply = api.answer(request);
        if (!reply) {
            const int status = reply.error().httpStatus >= 400 ? reply.error().httpStatus : 500;
            return logged(request, refusal(status, reply.error().sentence));
        }
        return logged(request, *reply);
    } catch (const std::exception &) {
        // No memory left, say: one request less, not one server less.
        return logged(request, refusal(500, QStringLiteral("internal error")));
    }
}

bool PracticeServer::Private::isOurs(const PracticeRequest &request) const
{
    const auto isOurHost = [port = ':' + QByteArray::number(server->serverPort())](const QByteArray &host) {
        return host == "127.0.0.1" + port || host == "localhost" + port;
    };
    const QList<QByteArray> hosts = request.values("host");
    if (hosts.size() != 1 || !isOurHost(hosts.first())) {
        return false;
    }
    constexpr QByteArrayView scheme("http://");
    const QList<QByteArray> origins = request.values("origin");
    return std::all_of(origins.begin(), origins.end(),
        [&](const QByteArray &origin) { return origin.startsWith(scheme) && isOurHost(origin.mid(scheme.size())); });
}

PracticeServer::PracticeServer(std::unique_ptr<Private> implementation) : d(std::move(implementation)) { }

Result<std::unique_ptr<PracticeServer>> PracticeServer::start(
    std::unique_ptr<PracticeStore> store, const PracticeServerOptions &options)
{
    auto d = std::make_unique<Private>(std::move(store), options);
    if (!options.logFile.isEmpty()) {
        if (const Result<void> opened = d->log.open(options.logFile); !opened) {
            return failure(opened.error());
        }
    }
    std::unique_ptr<PracticeServer> self(new PracticeServer(std::move(d)));
    QObject onThread;
    onThread.moveToThread(&self->d->thread);
    self->d->thread.start();
    QString error;
    QMetaObject::invokeMethod(
        &onThread, [&] { error = self->d->listen(); }, Qt::BlockingQueuedConnection);
    if (!error.isEmpty()) {
        return failure(ErrorKind::BadInput,
            tr("The port %1 cannot be used, perhaps because another program has it. Name another one, or 0 for any.")
                .arg(options.port),
            error);
    }
    const PracticeConnection connection{self->d->url, self->d->owner.key, QCoreApplication::applicationPid()};
    if (const Result<void> written = PracticeState::writeConnection(self->d->folder, connection); !written) {
        return failure(written.error());
    }
    return self;
}

PracticeServer::~PracticeServer()
{
    if (!d->url.isEmpty()) {
        PracticeState::removeConnection(d->folder);
    }
    QMetaObject::invokeMethod(
        d->server.get(), [this] { d->server.reset(); }, Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

QString PracticeServer::url() const
{
    return d->url;
}

const PracticeUser &PracticeServer::owner() const
{
    return d->owner;
}

} // namespace ksp
