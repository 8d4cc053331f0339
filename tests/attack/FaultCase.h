#pragma once

#include "app/publish/FaultProxy.h"
#include "app/publish/TestChart.h"
#include "core/Database.h"
#include "net/HttpClient.h"
#include "publish/PublishJob.h"
#include "review/ReviewStore.h"
#include "review/ReviewWatch.h"
#include "support/PracticeCloud.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <optional>

namespace ksp::test {

/// What a network, a gateway or a server does wrong.
enum class Wrong {
    ConnectionRefused,
    ResetWhileSending,
    ResetWhileReceiving,
    Stall,
    Drip,
    CutShort,
    Status401,
    Status403,
    Early413,
    Status413,
    Status429,
    Status500,
    Html503,
    Html,
    Empty,
    BrokenJson,
    OtherShape,
};
inline constexpr int wrongCount = 17;
[[nodiscard]] const char *nameOf(Wrong wrong);
/// What the table of extensions looks at.
[[nodiscard]] QString shownExtension();

/// The calls: six of a publish, two of the table of extensions.
inline constexpr std::array faultyCalls{
    "user", "usage", "version", "files", "package", "submit", "search", "snapshots"};

/// One call and one fault: a publish (or a look at the table) meets it, its end is judged, it is tried again, and what
/// the server then holds is judged. With a proxy, a client and a journal of its own, so that many can run at once.
class FaultCase : public QObject
{
    Q_OBJECT
public:
    /// `number` makes the extension's name. Without a call nothing goes wrong, and shownExtension() is published.
    FaultCase(const PracticeCloud &cloud, QString call, Wrong wrong, int number);
    ~FaultCase() override;

    void start();

    [[nodiscard]] const QString &call() const { return m_call; }
    [[nodiscard]] Wrong wrong() const { return m_wrong; }
    /// One word: how the first try ended.
    [[nodiscard]] QString outcome() const;
    [[nodiscard]] QString sentence() const { return m_first ? m_first->sentence : QString(); }
    /// Empty where all was as it has to be.
    [[nodiscard]] const QStringList &complaints() const { return m_complaints; }

signals:
    /// From the event loop.
    void finished();

private:
    using Client = std::pair<std::unique_ptr<HttpClient>, std::unique_ptr<CloudClient>>;

    [[nodiscard]] Client client(const QUrl &server, bool first);
    [[nodiscard]] Fault fault();
    void prepareRefusal();
    [[nodiscard]] bool isOfPublish() const { return m_call != u"search" && m_call != u"snapshots"; }
    [[nodiscard]] bool isUpload() const { return m_call == u"files" || m_call == u"package"; }

    /// Does what the call is a part of; `done` gets its error, or nothing.
    void attempt(bool first, const std::function<void(std::optional<Error>)> &done);
    /// Through the dashboard's own objects.
    void lookAtTable(const std::function<void(std::optional<Error>)> &done);
    void publish(
        const PreparedPackage &package, bool first, const std::function<void(const Result<Published> &)> &told);
    void judgeFirst(const std::optional<Error> &error);
    void judgeSecond(const std::optional<Error> &error);
    void askServer();
    void judgeServer(const Result<QList<Snapshot>> &snapshots);
    void end();
    void check(bool good, const QString &otherwise);

    const PracticeCloud &m_cloud;
    const QString m_call;
    const Wrong m_wrong;
    TestChart m_chart;
    QTemporaryDir m_folder;
    FaultProxy m_proxy;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    Client m_client;
    std::unique_ptr<PublishJob> m_job;
    std::unique_ptr<ReviewStore> m_store;
    std::unique_ptr<ReviewWatch> m_watch;
    QTimer m_guard;
    std::optional<Error> m_first;
    bool m_firstSucceeded = false;
    bool m_ended = false;
    int m_versionAttempts = 0;
    int m_ends = 0;
    QStringList m_complaints;
};

} // namespace ksp::test
