#include "cloud/CloudClient.h"

#include "cloud/CloudJson.h"
#include "net/HttpClient.h"

#include <QFutureWatcher>
#include <QJsonDocument>
#include <QPointer>
#include <QPromise>
#include <QThreadPool>
#include <QUrl>

#include <memory>
#include <type_traits>

namespace ksp {

namespace {

/// Longer replies take more than a moment to read.
constexpr qsizetype longReply = 64 * 1024;

/// Hands the end of an HTTP job on, unless nobody is there to listen any more. Long replies are read on another thread.
template <typename T> class HttpCall final : public CloudCall
{
public:
    using Read = std::function<Result<T>(const HttpReply &)>;

    /// `read` is a pure function, called on any thread.
    HttpCall(HttpClient *http, HttpRequest request, QObject *context, CloudClient::Handler<T> done, Read read,
        QObject *parent)
        : CloudCall(parent), m_errors(http->errorsOf(request)), m_job(http->send(std::move(request))),
          m_done(std::move(done)), m_read(std::move(read))
    {
        connect(m_job, &HttpJob::uploadProgress, this, &CloudCall::uploadProgress);
        connect(m_job, &HttpJob::waiting, this, &CloudCall::waiting);
        connect(m_job, &HttpJob::finished, this, &HttpCall::onFinished);
        connect(http, &QObject::destroyed, this, &HttpCall::abandon);
        if (context)
            connect(context, &QObject::destroyed, this, &HttpCall::abandon);
    }

    ~HttpCall() override { delete m_job; }

    void cancel() override
    {
        if (m_job) {
            m_job->cancel();
        } else if (m_reading) {
            m_reading->disconnect(this);
            m_reading = nullptr;
            QMetaObject::invokeMethod(
                this, [this] { end(failure(m_errors.cancelled())); }, Qt::QueuedConnection);
        }
    }

private:
    /// Nobody listens any more. Also called while the handler runs, if it deletes its own context.
    void abandon()
    {
        delete m_job;
        if (m_reading)
            m_reading->disconnect(this);
        m_isAbandoned = true;
        deleteLater();
    }

    void onFinished(const Result<HttpReply> &reply)
    {
        m_job->disconnect(this);
        m_job.clear();
        if (!reply)
            end(failure(reply.error()));
        else if (reply->body.size() < longReply)
            end(m_read(*reply));
        else
            readElsewhere(*reply);
    }

    void readElsewhere(const HttpReply &reply)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        m_reading = new QFutureWatcher<Result<T>>(this);
        connect(m_reading, &QFutureWatcherBase::finished, this, [this] { end(m_reading->result()); });
        m_reading->setFuture(promise->future());
        QThreadPool::globalInstance()->start([promise, read = m_read, reply] {
            promise->start();
            promise->addResult(read(reply));
            promise->finish();
        });
    }

    void end(Result<T> result)
    {
        if (m_isAbandoned)
            return;
        // The handler may delete this call, its client and its context.
        deleteLater();
        const CloudClient::Handler<T> done = std::move(m_done);
        done(std::move(result));
    }

    HttpErrors m_errors;
    QPointer<HttpJob> m_job;
    CloudClient::Handler<T> m_done;
    Read m_read;
    QFutureWatcher<Result<T>> *m_reading = nullptr; ///< While another thread reads the reply.
    bool m_isAbandoned = false;
};

/// One name or id as a part of a path. HttpJob refuses those that cannot be one.
QByteArray segment(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

HttpRequest get(const QByteArray &path, const QString &step)
{
    HttpRequest request;
    request.path = path;
    request.step = step;
    return request;
}

HttpRequest post(const QByteArray &path, const QString &step, UploadBody body)
{
    HttpRequest request = get(path, step);
    request.method = HttpRequest::Method::Post;
    request.body = std::move(body);
    return request;
}

UploadBody json(const QByteArray &text)
{
    return {QByteArrayLiteral("application/json"), {text}};
}

/// Reads the body of a 200 by one of CloudJson's functions.
template <typename Read>
auto readReply(const std::function<bool(const QByteArray &)> &containsKey, const HttpErrors &errors,
    const HttpReply &reply, const Read &read) -> Result<typename std::invoke_result_t<Read, QByteArray>::value_type>
{
    if (reply.body.trimmed().isEmpty())
        return failure(errors.unusable(HttpErrors::Unusable::Empty, QStringLiteral("empty body")));
    if (looksLikeWebPage(reply))
        return failure(errors.unusable(HttpErrors::Unusable::WebPage, QString::fromLatin1(reply.contentType)));
    // Values of replies are stored and shown, so that an echo of the key must stop here.
    const bool isEscaped = reply.body.contains("\\u");
    if (containsKey(isEscaped ? QJsonDocument::fromJson(reply.body).toJson() : reply.body))
        return failure(errors.unusable(HttpErrors::Unusable::WrongShape, QStringLiteral("repeats the API key")));
    auto value = read(reply.body);
    if (!value)
        return failure(
            errors.unusable(value.error().isJson ? HttpErrors::Unusable::WrongShape : HttpErrors::Unusable::BrokenJson,
                value.error().what));
    return *std::move(value);
}

template <typename T, typename Read>
CloudCall *start(CloudClient *client, HttpClient *http, HttpRequest request, QObject *context,
    CloudClient::Handler<T> done, Read read)
{
    auto readWhole = [containsKey = http->keySearch(), errors = http->errorsOf(request), read](
                         const HttpReply &reply) -> Result<T> { return readReply(containsKey, errors, reply, read); };
    return new HttpCall<T>(http, std::move(request), context, std::move(done), std::move(readWhole), client);
}

/// For requests whose reply is of no interest: any 200 is success.
CloudCall *startWithoutReply(
    CloudClient *client, HttpClient *http, HttpRequest request, QObject *context, CloudClient::Handler<void> done)
{
    return new HttpCall<void>(
        http, std::move(request), context, std::move(done), [](const HttpReply &) { return Result<void>(); }, client);
}

constexpr auto extensionApi = "/apis/extension/v1";

QByteArray userPath(const QString &userId)
{
    return QByteArray(extensionApi) + "/users/" + segment(userId);
}

QByteArray extensionPath(const QString &name)
{
    return QByteArray(extensionApi) + "/extensions/" + segment(name);
}

} // namespace

CloudClient::CloudClient(HttpClient *http, QObject *parent) : QObject(parent), m_http(http) { }

CloudCall *CloudClient::user(QObject *context, Handler<QString> done)
{
    HttpRequest request = get("/apis/user/v1/user", tr("Signing in"));
    request.checksKey = true;
    return start<QString>(this, m_http, std::move(request), context, std::move(done), CloudJson::userId);
}

CloudCall *CloudClient::filesUsage(const QString &userId, QObject *context, Handler<QString> done)
{
    return start<QString>(this, m_http, get(userPath(userId) + "/files/usage", tr("Asking for the upload folder")),
        context, std::move(done), CloudJson::uploadFolder);
}

CloudCall *CloudClient::version(
    const QString &name, const QString &version, QObject *context, Handler<std::optional<Snapshot>> done)
{
    Handler<Snapshot> read = [done = std::move(done)](const Result<Snapshot> &snapshot) {
        if (snapshot)
            done(std::optional<Snapshot>(*snapshot));
        else if (snapshot.error().httpStatus == 404)
            done(std::optional<Snapshot>());
        else
            done(failure(snapshot.error()));
    };
    return start<Snapshot>(this, m_http,
        get(extensionPath(name) + "/versions/" + segment(version), tr("Looking up the version")), context,
        std::move(read), CloudJson::snapshot);
}

CloudCall *CloudClient::uploadFiles(
    const QString &userId, const QList<FileUpload> &files, QObject *context, Handler<QStringList> done)
{
    MultipartForm form;
    int number = 0;
    for (const FileUpload &file : files) {
        const QByteArray field = "file" + QByteArray::number(++number);
        form.addFile(field, file.fileName, file.data);
        form.addField(field + "_path", file.path);
    }
    return start<QStringList>(this, m_http, post(userPath(userId) + "/files", tr("Uploading the images"), form.body()),
        context, std::move(done),
        [count = files.size()](const QByteArray &reply) { return CloudJson::fileUrls(reply, count); });
}

CloudCall *CloudClient::uploadPackage(const QString &userId, const QString &name, const QString &fileName,
    const QByteArray &package, QObject *context, Handler<QString> done)
{
    MultipartForm form;
    form.addFile("extension_package", fileName, package);
    const QByteArray path
        = userPath(userId) + "/extensions/" + segment(name) + "/package?force=true&create_extension=true";
    return start<QString>(this, m_http, post(path, tr("Uploading the package"), form.body()), context, std::move(done),
        CloudJson::pushedSnapshotId);
}

CloudCall *CloudClient::submit(
    const QString &userId, const QString &snapshotId, const QString &message, QObject *context, Handler<void> done)
{
    const QByteArray path = userPath(userId) + "/snapshots/" + segment(snapshotId) + "/action:submit";
    return startWithoutReply(this, m_http,
        post(path, tr("Submitting for review"), json(CloudJson::messageBody(message))), context, std::move(done));
}

CloudCall *CloudClient::cancelSubmit(
    const QString &userId, const QString &snapshotId, QObject *context, Handler<void> done)
{
    const QByteArray path = userPath(userId) + "/snapshots/" + segment(snapshotId) + "/action:cancel-submit";
    const QByteArray body = CloudJson::messageBody(QStringLiteral("cancel submit"));
    return startWithoutReply(
        this, m_http, post(path, tr("Taking the submission back"), json(body)), context, std::move(done));
}

CloudCall *CloudClient::search(const QString &userId, QObject *context, Handler<QList<Extension>> done)
{
    return start<QList<Extension>>(this, m_http,
        post(QByteArray(extensionApi) + "/extensions/search", tr("Listing your extensions"),
            json(CloudJson::searchBody(userId))),
        context, std::move(done), CloudJson::extensions);
}

CloudCall *CloudClient::summary(const QString &name, QObject *context, Handler<Extension> done)
{
    return start<Extension>(this, m_http, get(extensionPath(name) + "/summary", tr("Reading the extension")), context,
        std::move(done), CloudJson::extension);
}

CloudCall *CloudClient::snapshots(const QString &name, QObject *context, Handler<QList<Snapshot>> done)
{
    return start<QList<Snapshot>>(this, m_http, get(extensionPath(name) + "/snapshots", tr("Reading the versions")),
        context, std::move(done), CloudJson::snapshots);
}

} // namespace ksp
