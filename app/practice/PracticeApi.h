#pragma once

#include "core/Result.h"
#include "practice/BetaIndex.h"
#include "practice/PracticeStore.h"

#include <QByteArray>
#include <QString>

#include <httplib.h>

#include <functional>
#include <memory>
#include <mutex>

namespace ksp {

/// What the server answers to a call that succeeded.
struct PracticeReply
{
    int status = 200;
    QByteArray body = "{}";
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers;
};

/// The calls of the Cloud's API, and those of the practice Cloud's own, as HTTP requests to the store. May be called
/// from several threads at a time: the store is behind one lock. Knows nothing of sockets.
class PracticeApi
{
public:
    using Call = std::function<Result<PracticeReply>(const httplib::Request &)>;
    /// What runs around each call: it turns a Result into a reply.
    using Wrap = std::function<httplib::Server::Handler(Call)>;

    explicit PracticeApi(std::unique_ptr<PracticeStore> store);

    /// Adds every route to a server. The API must outlive it.
    void mount(httplib::Server &server, const Wrap &wrap);
    /// How this server is reached, without a slash at the end. To be set before the first request.
    void setUrl(const QString &url) { m_url = url; }

private:
    using UserCall = Result<PracticeReply> (PracticeApi::*)(const httplib::Request &, const QString &user);
    using OpenCall = Result<PracticeReply> (PracticeApi::*)(const httplib::Request &);

    /// With the lock held, for whoever has a key; where the path begins with a user, it must be that user.
    [[nodiscard]] Call withUser(UserCall call);
    [[nodiscard]] Call withReviewer(OpenCall call);
    [[nodiscard]] Call locked(OpenCall call);
    /// The user of the request's key, or 403.
    [[nodiscard]] Result<PracticeUser> userOf(const httplib::Request &request) const;

    Result<PracticeReply> user(const httplib::Request &request, const QString &user);
    Result<PracticeReply> usage(const httplib::Request &request, const QString &user);
    Result<PracticeReply> addFiles(const httplib::Request &request, const QString &user);
    Result<PracticeReply> addPackage(const httplib::Request &request);
    Result<PracticeReply> submit(const httplib::Request &request, const QString &user);
    Result<PracticeReply> cancelSubmit(const httplib::Request &request, const QString &user);
    Result<PracticeReply> search(const httplib::Request &request, const QString &user);
    Result<PracticeReply> summary(const httplib::Request &request, const QString &user);
    Result<PracticeReply> snapshots(const httplib::Request &request, const QString &user);
    Result<PracticeReply> version(const httplib::Request &request, const QString &user);
    Result<PracticeReply> addUser(const httplib::Request &request);
    Result<PracticeReply> approve(const httplib::Request &request);
    Result<PracticeReply> reject(const httplib::Request &request);
    Result<PracticeReply> file(const httplib::Request &request);
    Result<PracticeReply> betaIndex(const httplib::Request &request);
    Result<PracticeReply> betaPackage(const httplib::Request &request);

    std::mutex m_mutex;
    std::unique_ptr<PracticeStore> m_store;
    QString m_url;
    BetaIndex m_index;
    quint64 m_indexRevision = 0; ///< Of the store, when m_index was made; 0 while there is none.
};

} // namespace ksp
