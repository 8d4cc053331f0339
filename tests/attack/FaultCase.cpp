#include "attack/FaultCase.h"

#include "publish/ChartLoader.h"

#include <QLocale>
#include <QRandomGenerator>

namespace ksp::test {

using namespace std::chrono_literals;

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

QByteArray reply(const QByteArray &status, const QByteArray &body, const QByteArray &headers = {})
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers
        + (headers.contains("Content-Type") ? "" : "Content-Type: application/json\r\n")
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

constexpr auto html = "Content-Type: text/html; charset=utf-8\r\n";

QByteArray noise(qsizetype bytes)
{
    QRandomGenerator random(1);
    QByteArray data(bytes, '\0');
    for (char &c : data)
        c = char(random.bounded(256));
    return data;
}

/// How the sentence of each call's failure names it.
QString stepOf(const QString &call)
{
    static const QHash<QString, QString> steps{{s("user"), s("Signing in")},
        {s("usage"), s("Asking for the upload folder")}, {s("version"), s("Looking up the version")},
        {s("files"), s("Uploading the images")}, {s("package"), s("Uploading the package")},
        {s("submit"), s("Submitting for review")}, {s("search"), s("Listing your extensions")},
        {s("snapshots"), s("Reading the versions")}};
    return steps.value(call);
}

const char *kindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return "network";
    case ErrorKind::Authentication:
        return "key";
    case ErrorKind::Refused:
        return "refused";
    default:
        return "other";
    }
}

} // namespace

QString shownExtension()
{
    return s("shown-in-the-table");
}

const char *nameOf(Wrong wrong)
{
    constexpr std::array names{"connection refused", "reset while sending", "reset while receiving", "stall", "drip",
        "reply cut short", "401", "403", "413 early, unread", "413", "429, Retry-After", "500", "503, HTML",
        "200, HTML", "200, empty", "200, broken JSON", "200, other shape"};
    static_assert(names.size() == wrongCount);
    return names[size_t(wrong)];
}

FaultCase::FaultCase(const PracticeCloud &cloud, QString call, Wrong wrong, int number)
    : m_cloud(cloud), m_call(std::move(call)), m_wrong(wrong), m_proxy(cloud.port())
{
    m_chart.name = m_call.isEmpty() ? shownExtension() : QStringLiteral("fault-%1").arg(number);
    if (isUpload() && (wrong == Wrong::Early413 || wrong == Wrong::ResetWhileSending)) {
        // More than a connection takes without its other end reading, or nothing is unread.
        for (QByteArray &image : m_chart.images)
            image = png(noise(4'000'000));
        m_chart.values = "noise: " + noise(600'000).toBase64() + '\n';
    }
    m_database = std::make_unique<Database>(m_folder.path());
    m_journal = std::make_unique<Journal>(m_database.get());
    m_guard.setSingleShot(true);
    connect(&m_guard, &QTimer::timeout, this, [this] {
        check(false, s("hangs"));
        end();
    });
}

FaultCase::~FaultCase() = default;

QString FaultCase::outcome() const
{
    return m_firstSucceeded ? s("done") : m_first ? s(kindName(m_first->kind)) : s("nothing");
}

FaultCase::Client FaultCase::client(const QUrl &server, bool first)
{
    HttpClient::Settings settings;
    settings.server = server;
    settings.key = m_cloud.key();
    settings.limits.pauses = {1ms, 1ms};
    settings.limits.second = 1ms;
    if (first && (m_wrong == Wrong::Stall || m_wrong == Wrong::Drip)) {
        // As short as a slow machine allows. That a drip may take longer as a whole is tst_http's to show.
        settings.limits.pauses.clear();
        settings.limits.progress = settings.limits.reply = m_wrong == Wrong::Stall ? 4s : 10s;
    }
    // A version that is looked up in vain is the first failure, and the account's answer comes after it.
    if (first && m_call == u"version" && m_wrong == Wrong::ConnectionRefused)
        settings.log = [this](const QString &line) {
            if (line.contains(u"/versions/") && ++m_versionAttempts == 3)
                QTimer::singleShot(0, &m_proxy, [this] { m_proxy.releaseHeld(); });
        };
    auto http = std::make_unique<HttpClient>(settings);
    auto cloud = std::make_unique<CloudClient>(http.get());
    return {std::move(http), std::move(cloud)};
}

Fault FaultCase::fault()
{
    switch (m_wrong) {
    case Wrong::ConnectionRefused:
        return {Fault::Refuse};
    case Wrong::ResetWhileSending:
        return {Fault::ResetInRequest};
    case Wrong::ResetWhileReceiving:
        return {Fault::ResetInReply};
    case Wrong::Stall:
        return {Fault::Stall};
    case Wrong::Drip:
        return {Fault::Drip};
    case Wrong::CutShort:
        return {Fault::CutReply};
    case Wrong::Status401:
        return {Fault::Answer, reply("401 Unauthorized", R"({"message": "unauthorized"})")};
    case Wrong::Status403:
        return {Fault::Answer, reply("403 Forbidden", R"({"message": "permission denied"})")};
    case Wrong::Early413:
        return {Fault::AnswerEarly, reply("413 Request Entity Too Large", "<html><h1>413</h1></html>", html)};
    case Wrong::Status413:
        return {Fault::Answer, reply("413 Request Entity Too Large", R"({"message": "too large"})")};
    case Wrong::Status429:
        return {Fault::Answer, reply("429 Too Many Requests", "{}", "Retry-After: 2\r\n")};
    case Wrong::Status500:
        return {Fault::Answer, reply("500 Internal Server Error", R"({"message": "oops"})")};
    case Wrong::Html503:
        return {Fault::Answer, reply("503 Service Unavailable", "<html><h1>Down for maintenance</h1></html>", html)};
    case Wrong::Html:
        return {Fault::ReplaceReply, reply("200 OK", "<!DOCTYPE html><html><body>Sign in</body></html>", html)};
    case Wrong::Empty:
        return {Fault::ReplaceReply, reply("200 OK", "")};
    case Wrong::BrokenJson:
        return {Fault::ReplaceReply, reply("200 OK", R"({"user_id": "usr-1", "files": [{"url": "https://)")};
    case Wrong::OtherShape:
        return {Fault::ReplaceReply, reply("200 OK", R"({"data": {"items": 3}, "extensions": {"a": 1}})")};
    }
    return {};
}

/// A connection cannot be refused once it stands: the server goes away just before the call makes its own.
void FaultCase::prepareRefusal()
{
    const auto goAway = [this] { m_proxy.refuseConnections(); };
    if (m_call == u"files") {
        m_proxy.faults.insert(s("usage"), {Fault::None, {}, {}, goAway});
    } else if (m_call == u"package") {
        m_proxy.faults.insert(s("files"), {Fault::None, {}, {}, goAway});
    } else if (m_call == u"submit") {
        m_proxy.faults.insert(s("package"), {Fault::None, {}, {}, goAway});
    } else if (m_call == u"usage") {
        // The version's request is sent together with the account's.
        m_proxy.holdUntil = 2;
        m_proxy.faults.insert(s("user"), {Fault::None, {}, {}, [this, goAway] {
                                              if (m_proxy.requests().size() >= 2)
                                                  goAway();
                                          }});
        m_proxy.faults.insert(s("version"), {Fault::None, {}, {}, goAway});
    } else if (m_call == u"version") {
        m_proxy.holdUntil = 1000;
        m_proxy.faults.insert(s("version"), {Fault::Refuse, {}, goAway, {}, 1});
    } else {
        goAway();
    }
}

void FaultCase::start()
{
    if (m_wrong == Wrong::ConnectionRefused)
        prepareRefusal();
    else if (!m_call.isEmpty())
        m_proxy.faults.insert(m_call, fault());
    attempt(true, [this](const std::optional<Error> &error) { judgeFirst(error); });
}

void FaultCase::attempt(bool first, const std::function<void(std::optional<Error>)> &done)
{
    m_guard.start(150s); // a long list of extensions takes its time, byte by byte
    m_job.reset();
    m_client = client(m_proxy.url(), first);
    const auto told = [this, done](const auto &result) {
        ++m_ends;
        done(result ? std::nullopt : std::optional(result.error()));
    };
    if (!isOfPublish()) {
        lookAtTable(done);
        return;
    }
    // In a thread of its own: the other cases' clocks are running.
    auto *loader = new ChartLoader(this);
    connect(loader, &ChartLoader::finished, this, [=, this](const std::shared_ptr<Result<LoadedChart>> &loaded) {
        loader->deleteLater();
        if (*loaded && (*loaded)->package) {
            publish(*(*loaded)->package, first, told);
        } else {
            check(false, *loaded ? s("the chart has errors") : loaded->error().sentence);
            end();
        }
    });
    loader->start(m_chart.write(m_folder.path()));
}

void FaultCase::lookAtTable(const std::function<void(std::optional<Error>)> &done)
{
    if (!m_watch) {
        m_store = std::make_unique<ReviewStore>(m_database.get());
        m_watch = std::make_unique<ReviewWatch>(m_store.get());
    }
    m_watch->disconnect(this);
    const auto end = [this, done](const std::optional<Error> &error) {
        m_watch->disconnect(this);
        ++m_ends;
        const ExtensionState *shown = m_watch->extensions()->find(shownExtension());
        const bool isThere = m_call == u"search" ? shown != nullptr : shown != nullptr && shown->snapshots.has_value();
        check(isThere == !error, error ? s("the table shows what it cannot know") : s("the table does not show it"));
        done(error);
    };
    const auto askForVersions = [this, end] {
        m_watch->disconnect(this);
        connect(m_watch.get(), &ReviewWatch::snapshotsChanged, this, [this, end](const QString &name) {
            if (name == shownExtension() && !m_watch->isLoading(name))
                end(m_watch->errorOf(name));
        });
        m_watch->load(shownExtension());
    };
    // Later, since a round ends inside the watch.
    connect(
        m_watch.get(), &ReviewWatch::roundFinished, this,
        [this, end, askForVersions] {
            if (m_call == u"search")
                end(m_watch->error());
            else
                askForVersions();
        },
        Qt::QueuedConnection);
    m_watch->setAccount(m_client.second.get(), {s("https://cloud.example.com"), m_cloud.userId()});
    m_watch->refresh();
}

void FaultCase::publish(
    const PreparedPackage &package, bool first, const std::function<void(const Result<Published> &)> &told)
{
    PublishRequest request;
    request.package = package;
    request.chartPath = s("/somewhere/chart");
    request.server = s("https://cloud.example.com"); // the same whatever port the proxy has
    // Unknown, where the calls must come one behind the other for one of them to be refused.
    const bool oneByOne = first && m_wrong == Wrong::ConnectionRefused;
    request.userId = oneByOne ? QString() : m_cloud.userId();
    request.profile = m_folder.path();
    m_job = std::make_unique<PublishJob>(
        std::move(request), m_client.second.get(), m_journal.get(), [] { return QDateTime::currentDateTime(); });
    connect(m_job.get(), &PublishJob::finished, this, told);
    connect(m_job.get(), &PublishJob::replaceQuestion, this, [this] {
        check(false, s("asks to replace its own version"));
        end();
    });
    m_job->start();
}

void FaultCase::judgeFirst(const std::optional<Error> &error)
{
    if (m_ended)
        return;
    m_first = error;
    m_firstSucceeded = !error;
    check(m_ends == 1, s("ended %1 times").arg(m_ends));

    const bool bodyUnused = m_call == u"submit" && m_wrong >= Wrong::Html;
    // That there is no such version yet is told by the status alone.
    const bool statusEnough
        = m_call == u"version" && (m_wrong == Wrong::CutShort || m_wrong == Wrong::ResetWhileReceiving);
    const bool mustSucceed = m_wrong == Wrong::Drip || bodyUnused || statusEnough || m_call.isEmpty();
    check(m_firstSucceeded == mustSucceed, error ? s("fails: ") + error->sentence : s("succeeds"));
    if (error) {
        const QString &text = error->sentence;
        const auto says
            = [&](ErrorKind kind, const char *words) { return error->kind == kind && text.contains(s(words)); };
        check(text.contains(stepOf(m_call)), s("does not name the step: ") + text);
        check(!text.contains(m_cloud.key()) && !error->detail.contains(m_cloud.key()), s("tells the key"));
        bool right = false;
        qint64 sent = 0;
        for (const FaultProxy::Request &request : m_proxy.requests())
            sent = request.step == m_call ? qMax(sent, qint64(request.body.size())) : sent;
        const bool broken = isUpload()
            ? says(ErrorKind::Network, "closed the connection after") && text.contains(s(" were sent"))
                && text.contains(s("A server that takes no file of this size behaves so"))
            : says(ErrorKind::Network, "broke before an answer came");
        const bool tooLarge = isUpload() ? says(ErrorKind::Refused, "the server takes no upload of")
                                         : says(ErrorKind::Refused, "too large for the server");
        switch (m_wrong) {
        case Wrong::ConnectionRefused:
            right = says(ErrorKind::Network, "refused the connection");
            break;
        case Wrong::ResetWhileSending:
            right = broken;
            break;
        case Wrong::ResetWhileReceiving:
        case Wrong::CutShort:
            // The reply to a submission has next to no body, so that it is cut within its head.
            right = says(ErrorKind::Network, "was cut short") || (m_call == u"submit" && broken);
            break;
        case Wrong::Stall:
            right = says(ErrorKind::Network, "time-out");
            break;
        case Wrong::Status401:
        case Wrong::Status403:
            right = m_call == u"user" ? says(ErrorKind::Authentication, "does not accept this API key")
                                      : says(ErrorKind::Refused, "the API key may not do this");
            break;
        case Wrong::Early413:
            right = isUpload() && sent > 0 ? broken || tooLarge : says(ErrorKind::Refused, "413");
            break;
        case Wrong::Status413:
            right = tooLarge;
            break;
        case Wrong::Status429:
            right = says(ErrorKind::Refused, "the server is busy. Try again in 2 second")
                && m_proxy.count(m_call) >= 1 + TimeLimits().mostRetryAfters;
            break;
        case Wrong::Status500:
            right = says(ErrorKind::Refused, "the server has a problem of its own");
            break;
        case Wrong::Html503:
            right = says(ErrorKind::Refused, "a web page came instead");
            break;
        case Wrong::Html:
            right = says(ErrorKind::Refused, "a web page instead of data");
            break;
        case Wrong::Empty:
            right = says(ErrorKind::Refused, "reply is empty");
            break;
        case Wrong::BrokenJson:
            right = says(ErrorKind::Refused, "not valid JSON");
            break;
        case Wrong::OtherShape:
            right = says(ErrorKind::Refused, "does not contain what was expected");
            break;
        case Wrong::Drip:
            break;
        }
        check(right, QStringLiteral("wrong words (%1): %2").arg(s(kindName(error->kind)), text));
    }

    m_proxy.takeConnections();
    m_proxy.releaseHeld();
    m_proxy.faults.clear();
    // A busy server that answers the second time is waited for without anybody's doing.
    if (m_wrong == Wrong::Status429) {
        Fault once = fault();
        once.times = 1;
        m_proxy.faults.insert(m_call, once);
    }
    if (m_firstSucceeded && isOfPublish()) {
        askServer();
        return;
    }
    // From the event loop: the job is deleted, and this runs inside its signal.
    QTimer::singleShot(0, this, [this] {
        m_ends = 0;
        attempt(false, [this](const std::optional<Error> &again) { judgeSecond(again); });
    });
}

void FaultCase::judgeSecond(const std::optional<Error> &error)
{
    if (m_ended)
        return;
    check(!error, error ? s("the second try fails: ") + error->sentence : QString());
    isOfPublish() ? askServer() : end();
}

void FaultCase::askServer()
{
    QTimer::singleShot(0, this, [this] {
        m_job.reset();
        m_client = client(QUrl(m_cloud.url()), false);
        m_client.second->snapshots(
            m_chart.name, this, [this](const Result<QList<Snapshot>> &snapshots) { judgeServer(snapshots); });
    });
}

void FaultCase::judgeServer(const Result<QList<Snapshot>> &snapshots)
{
    if (m_ended)
        return;
    check(snapshots && snapshots->size() == 1 && snapshots->first().status == u"submitted",
        s("the server does not hold one submitted version"));
    check(m_proxy.done(s("submit")) == 1, QStringLiteral("submitted %1 times").arg(m_proxy.done(s("submit"))));
    check(m_proxy.done(s("withdraw")) == 0, s("took its own submission back"));
    check(m_proxy.done(s("files")) <= (m_call == u"files" ? 2 : 1), s("sent images of known URL again"));
    check(m_proxy.done(s("package")) <= (m_call == u"package" ? 2 : 1), s("sent the package again"));
    QSet<QByteArray> packages;
    for (const FaultProxy::Request &request : m_proxy.requests()) {
        if (request.step == u"package" && request.status == 200) // less the boundary, which is random
            packages.insert(QByteArray(request.body).replace(request.body.left(request.body.indexOf("\r\n")), ""));
    }
    check(packages.size() == 1, QStringLiteral("%1 different packages").arg(packages.size()));
    end();
}

void FaultCase::check(bool good, const QString &otherwise)
{
    if (!good)
        m_complaints.append(otherwise);
}

void FaultCase::end()
{
    if (m_ended)
        return;
    m_ended = true;
    m_guard.stop();
    QTimer::singleShot(0, this, &FaultCase::finished);
}

} // namespace ksp::test
