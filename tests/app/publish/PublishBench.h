#pragma once

#include "app/publish/FaultProxy.h"
#include "app/publish/TestChart.h"
#include "core/Database.h"
#include "net/HttpClient.h"
#include "publish/ChartLoader.h"
#include "publish/PublishRun.h"
#include "support/Await.h"
#include "support/PracticeCloud.h"
#include "support/SessionBench.h"

#include <QDeadlineTimer>
#include <QTimer>

namespace ksp::test {

/// One profile with session, journal and run, signed in to a practice Cloud through a proxy that spoils what a test
/// tells it to.
class PublishBench
{
public:
    explicit PublishBench(PracticeCloud &cloud) : m_cloud(cloud), proxy(cloud.port())
    {
        openJournal();
        openRun();
    }
    ~PublishBench()
    {
        run.reset();
        session.close();
        journal.reset();
        database.reset();
    }
    Q_DISABLE_COPY_MOVE(PublishBench)

    [[nodiscard]] bool signIn()
    {
        session->signIn(proxy.url(), m_cloud.key());
        const bool in = session.waitFor(Session::State::SignedIn);
        proxy.forget();
        return in;
    }

    /// Ends run and journal like a kill would, and starts them again.
    void restart()
    {
        run.reset();
        openJournal();
        openRun();
    }
    void openRun() { run = std::make_unique<PublishRun>(&session.session(), journal.get()); }

    [[nodiscard]] PublishRequest request(const TestChart &chart)
    {
        const QString folder = chart.write(charts.path());
        const auto opened = openChart(folder);
        const auto prepared = PreparedPackage::prepare(*opened);
        PublishRequest request;
        request.package = *prepared;
        request.chartPath = folder;
        request.account = session->account()->name;
        request.server = session->account()->server.toString();
        request.userId = session->account()->userId;
        request.profile = session.profile();
        return request;
    }

    [[nodiscard]] bool waitFor(PublishRun::State state) const
    {
        return spinUntil([&] { return run->state() == state; });
    }
    [[nodiscard]] bool waitForEnd() const
    {
        return spinUntil([&] { return !run->isRunning(); });
    }

    /// Without sleeping between events: a publish consists of dozens of short hops. At most 20 s.
    template <typename F> static bool spinUntil(F condition)
    {
        const QDeadlineTimer deadline(20'000);
        QTimer alarm;
        alarm.start(50);
        while (!condition()) {
            if (deadline.hasExpired())
                return false;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        return true;
    }

    /// What the reviewers do: "approve" or "reject".
    [[nodiscard]] bool review(const QString &snapshotId, const QString &verdict) const
    {
        HttpClient::Settings settings;
        settings.server = QUrl(m_cloud.url());
        settings.key = m_cloud.key();
        HttpClient http(settings);
        HttpRequest request;
        request.method = HttpRequest::Method::Post;
        request.path = "/practice/snapshots/" + snapshotId.toUtf8() + '/' + verdict.toUtf8();
        request.body = {"application/json", {QByteArray(R"({"as":"rejected"})")}};
        std::optional<bool> good;
        QObject context;
        QObject::connect(http.send(request), &HttpJob::finished, &context,
            [&good](const Result<HttpReply> &result) { good = result.has_value(); });
        return spinUntil([&] { return good.has_value(); }) && *good;
    }

    [[nodiscard]] QList<PublishRecord> openPublishes()
    {
        QObject context;
        const auto list
            = await<QList<PublishRecord>>([&](auto done) { journal->openPublishes(&context, std::move(done)); });
        return list.value_or(QList<PublishRecord>());
    }

    [[nodiscard]] static QByteArray reply(const QByteArray &status, const QByteArray &body)
    {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    [[nodiscard]] static Fault refusal()
    {
        return {Fault::Answer, reply("403 Forbidden", R"({"message": "permission denied"})")};
    }
    [[nodiscard]] static Fault failing()
    {
        return {Fault::Answer, reply("500 Internal Server Error", R"({"message": "oops"})")};
    }

private:
    void openJournal()
    {
        journal.reset();
        database.reset();
        database = std::make_unique<Database>(session.profile());
        journal = std::make_unique<Journal>(database.get());
    }

    PracticeCloud &m_cloud;

public:
    FaultProxy proxy;
    SessionBench session;
    QTemporaryDir charts;
    std::unique_ptr<Database> database;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<PublishRun> run;
};

} // namespace ksp::test
