#include "practice/PracticeApi.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

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

QString match(const PracticeRequest &request, qsizetype index)
{
    return request.matches.value(index);
}

bool isTrue(const PracticeRequest &request, const QString &parameter)
{
    return QUrlQuery(QString::fromUtf8(request.query)).queryItemValue(parameter) == QLatin1String("true");
}

/// The JSON object of a body.
Result<QJsonObject> bodyOf(const PracticeRequest &request)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &error);
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

PracticeApi::PracticeApi(std::unique_ptr<PracticeStore> store) : m_store(std::move(store))
{
    const QString api = QStringLiteral("/apis/extension/v1/");
    const QString ofUser = api + QStringLiteral("users/([^/]+)/");
    const QString snapshot = ofUser + QStringLiteral("snapshots/([^/]+)/");
    const QString extension = api + QStringLiteral("extensions/([^/]+)/");
    add("GET", QStringLiteral("/apis/user/v1/user"), withUser(&PracticeApi::user));
    add("GET", ofUser + QStringLiteral("files/usage"), withUser(&PracticeApi::usage));
    add("POST", ofUser + QStringLiteral("files"), withUser(&PracticeApi::addFiles));
    add("POST", ofUser + QStringLiteral("extensions/([^/]+)/package"), withUser(&PracticeApi::addPackage));
    add("POST", snapshot + QStringLiteral("action:submit"), withUser(&PracticeApi::submit));
    add("POST", snapshot + QStringLiteral("action:cancel-submit"), withUser(&PracticeApi::cancelSubmit));
    add("POST", api + QStringLiteral("extensions/search"), withUser(&PracticeApi::search));
    add("GET", extension + QStringLiteral("summary"), withUser(&PracticeApi::summary));
    add("GET", extension + QStringLiteral("snapshots"), withUser(&PracticeApi::snapshots));
    add("GET", extension + QStringLiteral("versions/([^/]+)"), withUser(&PracticeApi::version));

    add("POST", QStringLiteral("/practice/users"), withReviewer(&PracticeApi::addUser));
    add("POST", QStringLiteral("/practice/snapshots/([^/]+)/approve"), withReviewer(&PracticeApi::approve));
    add("POST", QStringLiteral("/practice/snapshots/([^/]+)/reject"), withReviewer(&PracticeApi::reject));

    add("GET", QStringLiteral("/files/(.+)"), open(&PracticeApi::file));
    add("GET", QStringLiteral("/beta/index.yaml"), open(&PracticeApi::betaIndex));
    add("GET", QStringLiteral("/beta/([^/]+)"), open(&PracticeApi::betaPackage));
}

void PracticeApi::add(const QByteArray &method, const QString &path, Call call)
{
    m_routes.append({method, QRegularExpression(QRegularExpression::anchoredPattern(path)), std::move(call)});
}

Result<PracticeReply> PracticeApi::answer(PracticeRequest request)
{
    const QByteArray method = request.method == "HEAD" ? QByteArray("GET") : request.method;
    for (const Route &route : std::as_const(m_routes)) {
        if (route.method != method) {
            continue;
        }
        if (const QRegularExpressionMatch match = route.path.match(request.path); match.hasMatch()) {
            request.matches = match.capturedTexts();
            m_store->settleReviews();
            return route.call(request);
        }
    }
    return refused(404, QStringLiteral("not found"));
}

// ---- Who calls

Result<PracticeUser> PracticeApi::userOf(const PracticeRequest &request) const
{
    constexpr QLatin1String scheme("Bearer ");
    const QString value = QString::fromUtf8(request.header("authorization"));
    const PracticeUser *user = value.startsWith(scheme) ? m_store->userOfKey(value.mid(scheme.size())) : nullptr;
    const bool ofPath = user != nullptr
        && (!request.path.startsWith(QLatin1String("/apis/extension/v1/users/")) || match(request, 1) == user->id);
    if (!ofPath) {
        return refused(403, QStringLiteral("permission denied"));
    }
    return *user;
}

PracticeApi::Call PracticeApi::open(OpenCall call)
{
    return [this, call](const PracticeRequest &request) { return (this->*call)(request); };
}

PracticeApi::Call PracticeApi::withUser(UserCall call)
{
    return [this, call](const PracticeRequest &request) -> Result<PracticeReply> {
        const Result<PracticeUser> caller = userOf(request);
        return caller ? (this->*call)(request, caller->id) : failure(caller.error());
    };
}

PracticeApi::Call PracticeApi::withReviewer(OpenCall call)
{
    return [this, call](const PracticeRequest &request) -> Result<PracticeReply> {
        const Result<PracticeUser> caller = userOf(request);
        if (!caller || caller->id != m_store->owner().id) {
            return refused(403, QStringLiteral("permission denied"));
        }
        return (this->*call)(request);
    };
}

// ---- The Cloud's calls

Result<PracticeReply> PracticeApi::user(const PracticeRequest & /*request*/, const QString &user)
{
    return json({{QStringLiteral("user_id"), user}});
}

Result<PracticeReply> PracticeApi::usage(const PracticeRequest & /*request*/, const QString &user)
{
    return json({{QStringLiteral("dir"), PracticeStore::filesFolder(user)}});
}

Result<PracticeReply> PracticeApi::addFiles(const PracticeRequest &request, const QString &user)
{
    QList<PracticeFile> files;
    QJsonArray urls;
    for (int number = 1;; ++number) {
        const QString name = QStringLiteral("file%1").arg(number);
        const FormPart *file = request.part(name);
        const FormPart *path = request.part(name + QStringLiteral("_path"));
        if (file == nullptr || path == nullptr) {
            break;
        }
        files.append({QString::fromUtf8(path->content), file->content});
        const QByteArray encoded = QUrl::toPercentEncoding(files.last().path, "/");
        urls.append(
            QJsonObject{{QStringLiteral("url"), m_url + QStringLiteral("/files/") + QString::fromLatin1(encoded)}});
    }
    if (files.isEmpty() || request.parts->size() != 2 * files.size()) {
        return refused(
            400, QStringLiteral("the form must have the parts file1 and file1_path, file2 and file2_path …"));
    }
    if (const Result<void> added = m_store->addFiles(user, files); !added) {
        return failure(added.error());
    }
    return json({{QStringLiteral("files"), urls}});
}

Result<PracticeReply> PracticeApi::addPackage(const PracticeRequest &request, const QString &user)
{
    const FormPart *part = request.part(QStringLiteral("extension_package"));
    if (part == nullptr) {
        return refused(400, QStringLiteral("the form has no part extension_package"));
    }
    const Result<PackageInfo> info = inspectPackage(part->content);
    if (!info) {
        return failure(info.error());
    }
    return m_store
        ->addPackage(user, match(request, 2), *info, part->content, isTrue(request, QStringLiteral("force")),
            isTrue(request, QStringLiteral("create_extension")))
        .map([](const PracticeSnapshot &snapshot) {
            return json({{QStringLiteral("snapshot"), toJson(snapshot)}});
        });
}

Result<PracticeReply> PracticeApi::submit(const PracticeRequest &request, const QString &user)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &body) {
            return m_store->submit(user, match(request, 2), body.value(QLatin1String("message")).toString());
        })
        .map(done);
}

Result<PracticeReply> PracticeApi::cancelSubmit(const PracticeRequest &request, const QString &user)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &) { return m_store->cancelSubmit(user, match(request, 2)); })
        .map(done);
}

Result<PracticeReply> PracticeApi::search(const PracticeRequest &request, const QString &user)
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

Result<PracticeReply> PracticeApi::summary(const PracticeRequest &request, const QString &user)
{
    return m_store->extension(user, match(request, 1)).map([](const PracticeExtension &extension) {
        return json(toJson(extension));
    });
}

Result<PracticeReply> PracticeApi::snapshots(const PracticeRequest &request, const QString &user)
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

Result<PracticeReply> PracticeApi::version(const PracticeRequest &request, const QString &user)
{
    return m_store->version(user, match(request, 1), match(request, 2)).map([](const PracticeSnapshot &snapshot) {
        return json(toJson(snapshot));
    });
}

// ---- The practice Cloud's own

Result<PracticeReply> PracticeApi::addUser(const PracticeRequest & /*request*/)
{
    return m_store->addUser().map([](const PracticeUser &user) {
        return json({{QStringLiteral("user_id"), user.id}, {QStringLiteral("key"), user.key}});
    });
}

Result<PracticeReply> PracticeApi::approve(const PracticeRequest &request)
{
    return m_store->approve(match(request, 1)).map(done);
}

Result<PracticeReply> PracticeApi::reject(const PracticeRequest &request)
{
    return bodyOf(request)
        .and_then([&](const QJsonObject &body) {
            return m_store->reject(match(request, 1), body.value(QLatin1String("as")).toString());
        })
        .map(done);
}

// ---- Without a key

Result<PracticeReply> PracticeApi::file(const PracticeRequest &request)
{
    const QString path = match(request, 1);
    return m_store->file(path).map([&path](const QByteArray &data) {
        // An image is shown as one, whatever somebody wrote into it.
        return PracticeReply{200, data, imageType(path),
            {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"}}};
    });
}

Result<PracticeReply> PracticeApi::betaIndex(const PracticeRequest &request)
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
    if (m_index.isUnmodified(request.header("if-none-match"), request.header("if-modified-since"))) {
        reply.status = 304;
        reply.body.clear();
    }
    return reply;
}

Result<PracticeReply> PracticeApi::betaPackage(const PracticeRequest &request)
{
    return m_store->betaPackage(match(request, 1)).map([](const QByteArray &data) {
        return PracticeReply{200, data, "application/gzip", {}};
    });
}

} // namespace ksp
