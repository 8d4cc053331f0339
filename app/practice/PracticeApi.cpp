#include "practice/PracticeApi.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <algorithm>

namespace ksp {

namespace {

tl::unexpected<Error> refused(int status, const QString &message)
{
    return failure(ErrorKind::Refused, message, {}, status);
}

PracticeReply json(const QJsonObject &object)
{
    PracticeReply reply;
    reply.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return reply;
}

PracticeReply done()
{
    return {};
}

QString match(const httplib::Request &request, size_t index)
{
    return QString::fromStdString(request.matches[index].str());
}

QByteArray header(const httplib::Request &request, const char *name)
{
    return QByteArray::fromStdString(request.get_header_value(name));
}

bool isTrue(const httplib::Request &request, const char *parameter)
{
    return request.get_param_value(parameter) == "true";
}

/// The JSON object of a body.
Result<QJsonObject> bodyOf(const httplib::Request &request)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(request.body), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        return refused(400, QStringLiteral("the body is not a JSON object"));
    }
    return document.object();
}

QJsonObject toJson(const PracticeExtension &extension)
{
    return {{QStringLiteral("extension_id"), extension.id}, {QStringLiteral("name"), extension.name},
        {QStringLiteral("status"), extension.status()},
        {QStringLiteral("latest_version"), QJsonObject{{QStringLiteral("version"), extension.latestVersion}}}};
}

QJsonObject toJson(const PracticeSnapshot &snapshot)
{
    return {{QStringLiteral("snapshot_id"), snapshot.id},
        {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("version"), snapshot.version()}}},
        {QStringLiteral("status"), snapshot.status}, {QStringLiteral("updated_at"), toRfc3339(snapshot.updatedAt)}};
}

QByteArray imageType(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("svg")) {
        return "image/svg+xml";
    }
    if (suffix == QLatin1String("jpg") || suffix == QLatin1String("jpeg")) {
        return "image/jpeg";
    }
    if (suffix == QLatin1String("ico")) {
        return "image/x-icon";
    }
    for (const char *each : {"png", "gif", "webp", "bmp", "avif"}) {
        if (suffix == QLatin1String(each)) {
            return QByteArray("image/") + each;
        }
    }
    return "application/octet-stream";
}

} // namespace

PracticeApi::PracticeApi(std::unique_ptr<PracticeStore> store) : m_store(std::move(store)) { }

void PracticeApi::mount(httplib::Server &server, const Wrap &wrap)
{
    const std::string api = "/apis/extension/v1/";
    const std::string ofUser = api + "users/([^/]+)/";
    server.Get("/apis/user/v1/user", wrap(withUser(&PracticeApi::user)));
    server.Get(ofUser + "files/usage", wrap(withUser(&PracticeApi::usage)));
    server.Post(ofUser + "files", wrap(withUser(&PracticeApi::addFiles)));
    // Unpacking a chart takes its time: this call takes the lock by itself, after that.
    server.Post(
        ofUser + "extensions/([^/]+)/package", wrap([this](const auto &request) { return addPackage(request); }));
    server.Post(ofUser + "snapshots/([^/]+)/action:submit", wrap(withUser(&PracticeApi::submit)));
    server.Post(ofUser + "snapshots/([^/]+)/action:cancel-submit", wrap(withUser(&PracticeApi::cancelSubmit)));
    server.Post(api + "extensions/search", wrap(withUser(&PracticeApi::search)));
    server.Get(api + "extensions/([^/]+)/summary", wrap(withUser(&PracticeApi::summary)));
    server.Get(api + "extensions/([^/]+)/snapshots", wrap(withUser(&PracticeApi::snapshots)));
    server.Get(api + "extensions/([^/]+)/versions/([^/]+)", wrap(withUser(&PracticeApi::version)));

    server.Post("/practice/users", wrap(withReviewer(&PracticeApi::addUser)));
    server.Post("/practice/snapshots/([^/]+)/approve", wrap(withReviewer(&PracticeApi::approve)));
    server.Post("/practice/snapshots/([^/]+)/reject", wrap(withReviewer(&PracticeApi::reject)));

    server.Get("/files/(.+)", wrap(locked(&PracticeApi::file)));
    server.Get("/beta/index.yaml", wrap(locked(&PracticeApi::betaIndex)));
    server.Get("/beta/([^/]+)", wrap(locked(&PracticeApi::betaPackage)));
}

// ---- Who calls

Result<PracticeUser> PracticeApi::userOf(const httplib::Request &request) const
{
    constexpr QLatin1String scheme("Bearer ");
    const QString value = QString::fromStdString(request.get_header_value("Authorization"));
    const PracticeUser *user = value.startsWith(scheme) ? m_store->userOfKey(value.mid(scheme.size())) : nullptr;
    const bool ofPath = user != nullptr
        && (!QString::fromStdString(request.path).startsWith(QLatin1String("/apis/extension/v1/users/"))
            || match(request, 1) == user->id);
    if (!ofPath) {
        return refused(403, QStringLiteral("permission denied"));
    }
    return *user;
}

PracticeApi::Call PracticeApi::locked(OpenCall call)
{
    return [this, call](const httplib::Request &request) {
        const std::lock_guard lock(m_mutex);
        m_store->settleReviews();
        return (this->*call)(request);
    };
}

PracticeApi::Call PracticeApi::withUser(UserCall call)
{
    return [this, call](const httplib::Request &request) -> Result<PracticeReply> {
        const std::lock_guard lock(m_mutex);
        m_store->settleReviews();
        const Result<PracticeUser> caller = userOf(request);
        return caller ? (this->*call)(request, caller->id) : failure(caller.error());
    };
}

PracticeApi::Call PracticeApi::withReviewer(OpenCall call)
{
    return [this, call](const httplib::Request &request) -> Result<PracticeReply> {
        const std::lock_guard lock(m_mutex);
        m_store->settleReviews();
        const Result<PracticeUser> caller = userOf(request);
        if (!caller || caller->id != m_store->owner().id) {
            return refused(403, QStringLiteral("permission denied"));
        }
        return (this->*call)(request);
    };
}

// ---- The Cloud's calls

Result<PracticeReply> PracticeApi::user(const httplib::Request & /*request*/, const QString &user)
{
    return json({{QStringLiteral("user_id"), user}});
}

Result<PracticeReply> PracticeApi::usage(const httplib::Request & /*request*/, const QString &user)
{
    return json({{QStringLiteral("dir"), PracticeStore::filesFolder(user)}});
}

Result<PracticeReply> PracticeApi::addFiles(const httplib::Request &request, const QString &user)
{
    QList<PracticeFile> files;
    QJsonArray urls;
    for (int number = 1;; ++number) {
        const std::string part = "file" + std::to_string(number);
        const auto file = request.files.find(part);
        const auto path = request.files.find(part + "_path");
        if (file == request.files.end() || path == request.files.end()) {
            break;
        }
        files.append({QString::fromStdString(path->second.content), QByteArray::fromStdString(file->second.content)});
        const QByteArray encoded = QUrl::toPercentEncoding(files.last().path, "/");
        urls.append(
            QJsonObject{{QStringLiteral("url"), m_url + QStringLiteral("/files/") + QString::fromLatin1(encoded)}});
    }
    if (files.isEmpty() || request.files.size() != 2 * size_t(files.size())) {
        return refused(
            400, QStringLiteral("the form must have the parts file1 and file1_path, file2 and file2_path …"));
    }
    if (const Result<void> added = m_store->addFiles(user, files); !added) {
        return failure(added.error());
    }
    return json({{QStringLiteral("files"), urls}});
}

Result<PracticeReply> PracticeApi::addPackage(const httplib::Request &request)
{
    QString caller;
    {
        const std::lock_guard lock(m_mutex);
        const Result<PracticeUser> user = userOf(request);
        if (!user) {
            return failure(user.error());
        }
        caller = user->id;
    }
    const auto part = request.files.find("extension_package");
    if (part == request.files.end()) {
        return refused(400, QStringLiteral("the form has no part extension_package"));
    }
    const QByteArray tgz = QByteArray::fromStdString(part->second.content);
    const Result<PackageInfo> info = inspectPackage(tgz);
    if (!info) {
        return failure(info.error());
    }
    const std::lock_guard lock(m_mutex);
    m_store->settleReviews();
    return m_store
        ->addPackage(
            caller, match(request, 2), *info, tgz, isTrue(request, "force"), isTrue(request, "create_extension"))
        .map([](const PracticeSnapshot &snapshot) {
            return json({{QStringLiteral("snapshot"), toJson(snapshot)}});
        });
}

Result<PracticeReply> PracticeApi::submit(const httplib::Request &request, const QString &user)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &body) {
            return m_store->submit(user, match(request, 2), body.value(QLatin1String("message")).toString());
        })
        .map(done);
}

Result<PracticeReply> PracticeApi::cancelSubmit(const httplib::Request &request, const QString &user)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &) { return m_store->cancelSubmit(user, match(request, 2)); })
        .map(done);
}

Result<PracticeReply> PracticeApi::search(const httplib::Request &request, const QString &user)
{
    const Result<QJsonObject> body = bodyOf(request);
    if (!body) {
        return failure(body.error());
    }
    const QJsonArray developers = body->value(QLatin1String("developer_ids")).toArray();
    const bool own = developers.size() == 1 && developers.first().toString() == user;
    if (!own) {
        return refused(403, QStringLiteral("permission denied"));
    }
    const QJsonArray statuses = body->value(QLatin1String("statuses")).toArray();
    const bool all = statuses.contains(QStringLiteral("*"));
    QJsonArray extensions;
    for (const PracticeExtension &extension : m_store->extensions()) {
        if (extension.owner == user && (all || statuses.contains(extension.status()))) {
            extensions.append(toJson(extension));
        }
    }
    return json({{QStringLiteral("extensions"), extensions}});
}

Result<PracticeReply> PracticeApi::summary(const httplib::Request &request, const QString &user)
{
    return m_store->extension(user, match(request, 1)).map([](const PracticeExtension &extension) {
        return json(toJson(extension));
    });
}

Result<PracticeReply> PracticeApi::snapshots(const httplib::Request &request, const QString &user)
{
    return m_store->extension(user, match(request, 1)).map([](const PracticeExtension &extension) {
        QJsonArray array;
        for (const PracticeSnapshot &snapshot : extension.snapshots) {
            array.append(toJson(snapshot));
        }
        PracticeReply reply;
        reply.body = QJsonDocument(array).toJson(QJsonDocument::Compact);
        return reply;
    });
}

Result<PracticeReply> PracticeApi::version(const httplib::Request &request, const QString &user)
{
    return m_store->version(user, match(request, 1), match(request, 2)).map([](const PracticeSnapshot &snapshot) {
        return json(toJson(snapshot));
    });
}

// ---- The practice Cloud's own

Result<PracticeReply> PracticeApi::addUser(const httplib::Request & /*request*/)
{
    return m_store->addUser().map([](const PracticeUser &user) {
        return json({{QStringLiteral("user_id"), user.id}, {QStringLiteral("key"), user.key}});
    });
}

Result<PracticeReply> PracticeApi::approve(const httplib::Request &request)
{
    return m_store->approve(match(request, 1)).map(done);
}

Result<PracticeReply> PracticeApi::reject(const httplib::Request &request)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &body) {
            return m_store->reject(match(request, 1), body.value(QLatin1String("as")).toString());
        })
        .map(done);
}

// ---- Without a key

Result<PracticeReply> PracticeApi::file(const httplib::Request &request)
{
    const QString path = match(request, 1);
    return m_store->file(path).map([&path](const QByteArray &data) {
        // An image is shown as one, whatever somebody wrote into it.
        return PracticeReply{200, data, imageType(path),
            {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"}}};
    });
}

Result<PracticeReply> PracticeApi::betaIndex(const httplib::Request &request)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (m_indexRevision == 0 || m_indexRevision != m_store->revision()) {
        m_index = BetaIndex::of(m_store->extensions());
        m_indexRevision = m_store->revision();
    }
    PracticeReply reply{200, m_index.yaml, "application/yaml", {{"ETag", m_index.etag}}};
    if (m_index.hasSettled(now)) {
        reply.headers.append({"Last-Modified", toHttpDate(m_index.modified)});
    }
    if (m_index.isUnmodified(header(request, "If-None-Match"), header(request, "If-Modified-Since"))) {
        reply.status = 304;
        reply.body.clear();
    }
    return reply;
}

Result<PracticeReply> PracticeApi::betaPackage(const httplib::Request &request)
{
    return m_store->betaPackage(match(request, 1)).map([](const QByteArray &data) {
        return PracticeReply{200, data, "application/gzip", {}};
    });
}

} // namespace ksp
