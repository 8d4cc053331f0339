#include "practice/PracticeServer.h"

#include "practice/PracticeApi.h"
#include "practice/PracticeState.h"
#include "practice/RequestLog.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <thread>

#include <sys/socket.h>

namespace ksp {

namespace {

constexpr const char *loopback = "127.0.0.1";
constexpr size_t maximumBodySize = 64 * 1024 * 1024;
constexpr size_t poolThreads = 32; // Each kept connection holds one, and a client opens six or more.

/// Everything that was refused, by us or by the library, is told in the same way.
void setMessage(httplib::Response &response, const QString &message)
{
    const QJsonObject object{{QStringLiteral("message"), message}};
    response.set_content(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString(), "application/json");
}

QString messageOf(int status)
{
    switch (status) {
    case 404:
        return QStringLiteral("not found");
    case 413:
        return QStringLiteral("the body is too large");
    case 500:
        return QStringLiteral("internal error");
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

    void configure();
    [[nodiscard]] httplib::Server::Handler wrap(PracticeApi::Call call) const;
    /// Whether the request was meant for this server, rather than led here by a page in a browser.
    [[nodiscard]] bool isOurs(const httplib::Request &request) const;

    PracticeServerOptions options;
    // Of their own, since the store is the server's threads' as soon as they run.
    PracticeUser owner;
    QString folder;
    PracticeApi api;
    RequestLog log;
    httplib::Server server;
    std::thread thread;
    int port = 0;
    QString url;
};

void PracticeServer::Private::configure()
{
    server.new_task_queue = [] { return new httplib::ThreadPool(poolThreads); };
    server.set_keep_alive_max_count(1'000'000);
    // It also bounds how long stopping takes.
    server.set_keep_alive_timeout(1);
    server.set_read_timeout(30);
    server.set_write_timeout(30);
    server.set_tcp_nodelay(true);
    server.set_payload_max_length(maximumBodySize);
    server.set_default_headers({{"X-Content-Type-Options", "nosniff"}});
    server.set_socket_options([](auto socket) {
        // The library would set SO_REUSEPORT, with which two servers could share a port by accident.
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server.set_error_handler([](const httplib::Request &, httplib::Response &response) {
        if (response.body.empty()) {
            setMessage(response, messageOf(response.status));
        }
    });
    server.set_exception_handler([](const httplib::Request &, httplib::Response &response, const std::exception_ptr &) {
        response.status = 500;
        setMessage(response, messageOf(500));
    });
    // Before the reply goes out, so that whoever has the reply finds its line.
    server.set_post_routing_handler(
        [this](const httplib::Request &request, httplib::Response &response) { log.add(request, response); });
    api.mount(server, [this](PracticeApi::Call call) { return wrap(std::move(call)); });
}

httplib::Server::Handler PracticeServer::Private::wrap(PracticeApi::Call call) const
{
    // Host and key are checked here and not before the body was read: what is left of a body would be taken for the
    // next request.
    return [this, call = std::move(call)](const httplib::Request &request, httplib::Response &response) {
        if (options.delayMs > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(options.delayMs));
        }
        const Result<PracticeReply> reply = isOurs(request)
            ? call(request)
            : failure(ErrorKind::Refused, QStringLiteral("this host or origin is not allowed"), {}, 403);
        if (!reply) {
            response.status = reply.error().httpStatus >= 400 ? reply.error().httpStatus : 500;
            setMessage(response, reply.error().sentence);
            return;
        }
        response.status = reply->status;
        for (const auto &[name, value] : reply->headers) {
            response.set_header(name.toStdString(), value.toStdString());
        }
        if (reply->status != 304) {
            response.set_content(reply->body.constData(), size_t(reply->body.size()), reply->contentType.toStdString());
        }
    };
}

bool PracticeServer::Private::isOurs(const httplib::Request &request) const
{
    const auto isOurHost = [this](const std::string &host) {
        const std::string suffix = ':' + std::to_string(port);
        return host == loopback + suffix || host == "localhost" + suffix;
    };
    if (request.get_header_value_count("Host") != 1 || !isOurHost(request.get_header_value("Host"))) {
        return false;
    }
    if (!request.has_header("Origin")) {
        return true;
    }
    constexpr std::string_view scheme = "http://";
    const std::string origin = request.get_header_value("Origin");
    return origin.rfind(scheme, 0) == 0 && isOurHost(origin.substr(scheme.size()));
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
    d->configure();
    if (options.port == 0) {
        d->port = d->server.bind_to_any_port(loopback);
    } else if (d->server.bind_to_port(loopback, options.port)) {
        d->port = options.port;
    }
    if (d->port <= 0) {
        return failure(ErrorKind::BadInput,
            tr("The port %1 cannot be used, perhaps because another program has it. Name another one, or 0 for any.")
                .arg(options.port));
    }
    d->url = QStringLiteral("http://%1:%2").arg(QLatin1String(loopback)).arg(d->port);
    d->api.setUrl(d->url);
    const PracticeConnection connection{d->url, d->owner.key, QCoreApplication::applicationPid()};
    if (const Result<void> written = PracticeState::writeConnection(d->folder, connection); !written) {
        return failure(written.error());
    }
    // The socket listens since it was bound: a client that comes before this thread runs only waits.
    d->thread = std::thread([server = &d->server] { server->listen_after_bind(); });
    // Stopping does nothing before its loop runs.
    while (!d->server.is_running()) {
        std::this_thread::yield();
    }
    return std::unique_ptr<PracticeServer>(new PracticeServer(std::move(d)));
}

PracticeServer::~PracticeServer()
{
    PracticeState::removeConnection(d->folder);
    d->server.stop();
    d->thread.join();
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
