#pragma once

#include "core/Result.h"
#include "practice/BetaIndex.h"
#include "practice/PracticeRequest.h"
#include "practice/PracticeStore.h"

#include <QList>
#include <QRegularExpression>
#include <QString>

#include <functional>
#include <memory>

namespace ksp {

/// The calls of the Cloud's API, and those of the practice Cloud's own, as HTTP requests to the store. One
/// thread at a time may call. Knows nothing of sockets.
class PracticeApi
{
public:
    explicit PracticeApi(std::unique_ptr<PracticeStore> store);

    /// Answers one request. An error's sentence is the message of the reply and its httpStatus the status.
    [[nodiscard]] Result<PracticeReply> answer(PracticeRequest request);
    /// How this server is reached, without a slash at the end. To be set before the first request.
    void setUrl(const QString &url) { m_url = url; }

private:
    using Call = std::function<Result<PracticeReply>(const PracticeRequest &)>;
    using UserCall = Result<PracticeReply> (PracticeApi::*)(const PracticeRequest &, const QString &user);
    using OpenCall = Result<PracticeReply> (PracticeApi::*)(const PracticeRequest &);

    struct Route
    {
        QByteArray method;
        QRegularExpression path;
        Call call;
    };
    void add(const QByteArray &method, const QString &path, Call call);

    /// For whoever has a key; where the path begins with a user, it must be that user.
    [[nodiscard]] Call withUser(UserCall call);
    [[nodiscard]] Call withReviewer(OpenCall call);
    [[nodiscard]] Call open(OpenCall call);
    /// The user of the request's key, or 403.
    [[nodiscard]] Result<PracticeUser> userOf(const PracticeRequest &request) const;

    Result<PracticeReply> user(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> usage(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> addFiles(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> addPackage(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> submit(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> cancelSubmit(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> search(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> summary(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> snapshots(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> version(const PracticeRequest &request, const QString &user);
    Result<PracticeReply> addUser(const PracticeRequest &request);
    Result<PracticeReply> approve(const PracticeRequest &request);
    Result<PracticeReply> reject(const PracticeRequest &request);
    Result<PracticeReply> file(const PracticeRequest &request);
    Result<PracticeReply> betaIndex(const PracticeRequest &request);
    Result<PracticeReply> betaPackage(const PracticeRequest &request);

    QList<Route> m_routes;
    std::unique_ptr<PracticeStore> m_store;
    QString m_url;
    BetaIndex m_index;
    quint64 m_indexRevision = 0; ///< Of the store, when m_index was made; 0 while there is none.
};

} // namespace ksp
