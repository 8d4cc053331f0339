#include "helmrepo/BetaCheck.h"

#include "core/OffThread.h"
#include "core/Sha256.h"
#include "net/ServerUrl.h"

#include <QFile>

namespace ksp {

namespace {

constexpr int mostOtherVersions = 20;

struct Found
{
    std::optional<IndexEntry> entry;
    QStringList others;
};

Result<Found> find(const QString &fileName, const BetaRequest &request, const std::stop_token &stop)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Internal, BetaCheck::tr("The index that was just loaded cannot be read. Try again."),
            file.errorString());
    Found found;
    IndexReading reading;
    reading.wanted = [&](const QString &chart) { return chart == request.name; };
    reading.found = [&](const IndexEntry &entry) {
        if (entry.version == request.version && !found.entry)
            found.entry = entry;
        else if (entry.version != request.version && found.others.size() < mostOtherVersions)
            found.others.append(entry.version);
        return true;
    };
    if (const auto read
        = readHelmIndex(&file, BetaCheck::tr("The index of %1").arg(request.repository.host()), reading, stop);
        !read)
        return failure(read.error());
    return found;
}

} // namespace

Result<QUrl> parseRepositoryUrl(const QString &text)
{
    const auto url = parseServerUrl(text, true);
    if (url)
        return *url;
    return failure(ErrorKind::BadInput,
        BetaCheck::tr("The beta repository's address is missing or cannot be used. Enter one such as "
                      "https://charts.example.com/beta."),
        url.error().sentence);
}

BetaCheck::BetaCheck(BetaRequest request, IndexCache *cache, HttpClient::Settings settings, QObject *parent)
    : QObject(parent), m_request(std::move(request)), m_cache(cache), m_settings(std::move(settings)),
      m_work(new QObject(this))
{
}

BetaCheck::~BetaCheck()
{
    m_stop.request_stop();
}

void BetaCheck::start()
{
    const auto repository = parseRepositoryUrl(m_request.repository.toString());
    if (!repository)
        return end(failure(repository.error()));
    m_request.repository = *repository;
    m_cache->fetch(m_request.repository, m_work, [this](const Result<CachedIndex> &index) {
        if (m_ended)
            return;
        if (!index)
            return end(failure(index.error()));
        readIndex(index->fileName);
    });
}

void BetaCheck::cancel()
{
    m_stop.request_stop();
    end(failure(ErrorKind::Cancelled, tr("Looking into the beta repository was stopped.")));
}

void BetaCheck::readIndex(const QString &fileName)
{
    runOffThread(
        m_work, [fileName, request = m_request, stop = m_stop.get_token()] { return find(fileName, request, stop); },
        [this](const Result<Found> &found) {
            if (m_ended)
                return;
            if (!found)
                return end(failure(found.error()));
            m_state.otherVersions = found->others;
            if (!found->entry)
                return end(m_state);
            m_state.entry = *found->entry;
            judge();
        });
}

void BetaCheck::judge()
{
    if (!m_request.sentSha256.isEmpty() && m_state.entry.digest == m_request.sentSha256) {
        m_state.verdict = BetaState::Verdict::Same;
        return end(m_state);
    }
    downloadPackage();
}

void BetaCheck::downloadPackage()
{
    const QUrl base = QUrl::fromEncoded(m_request.repository.toEncoded() + '/');
    const QUrl url
        = m_state.entry.urls.isEmpty() ? QUrl() : base.resolved(QUrl(m_state.entry.urls.first(), QUrl::StrictMode));
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))) {
        m_state.verdict = BetaState::Verdict::Broken;
        m_state.packageError = Error{ErrorKind::Refused,
            tr("The index names no address for the package that could be used."), m_state.entry.urls.join(u' ')};
        return end(m_state);
    }
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port());
    auto *client = new HttpClient(keylessSettings(origin, m_settings), m_work);
    HttpRequest request;
    request.path = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    request.step = tr("Downloading the package from the beta repository");
    request.headers = {{"Accept", "*/*"}, {"Accept-Encoding", "identity"}};
    request.followsRedirects = true;
    request.origin = m_request.repository; // the URL is the index's
    request.maxReplySize = maxPackageBytes;
    connect(client->send(std::move(request)), &HttpJob::finished, this, &BetaCheck::packageArrived);
}

void BetaCheck::packageArrived(const Result<HttpReply> &reply)
{
    if (m_ended)
        return;
    if (!reply) {
        m_state.verdict = BetaState::Verdict::Broken;
        m_state.packageError = reply.error();
        return end(m_state);
    }
    runOffThread(
        m_work,
        [package = reply->body, request = m_request, state = m_state] {
            BetaState judged = state;
            judged.packageSha256 = QString::fromLatin1(sha256Hex(package));
            const bool asIndexed = judged.entry.digest.isEmpty() || judged.packageSha256 == judged.entry.digest;
            if (!request.sentSha256.isEmpty() && judged.packageSha256 == request.sentSha256) {
                // The bytes are those that were sent; the index may all the same say otherwise.
                judged.verdict = asIndexed ? BetaState::Verdict::Same : BetaState::Verdict::Broken;
                judged.differences.emplace();
                return judged;
            }
            judged.verdict = !asIndexed        ? BetaState::Verdict::Broken
                : request.sentSha256.isEmpty() ? BetaState::Verdict::NotCompared
                                               : BetaState::Verdict::Differs;
            if (!request.sentPackage.isNull()) {
                auto differences = comparePackages(request.sentPackage, package);
                if (differences)
                    judged.differences = std::move(*differences);
                else
                    judged.packageError = differences.error();
            }
            return judged;
        },
        [this](const BetaState &judged) { end(judged); });
}

void BetaCheck::end(Result<BetaState> result)
{
    if (m_ended)
        return;
    m_ended = true;
    m_work->deleteLater(); // not at once: what calls may be a child of it
    QMetaObject::invokeMethod(
        this, [this, result = std::move(result)] { emit finished(result); }, Qt::QueuedConnection);
}

} // namespace ksp
