#pragma once

#include "app/publish/TestChart.h"
#include "support/PracticeCloud.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStringList>
#include <QTemporaryDir>

namespace ksp::test {

/// How a process ended and what it said.
struct PushOutcome
{
    int exitCode = -1; ///< -1 where it did not end by itself.
    QByteArray out;
    QByteArray err;
};

/// Pushes with the command line that are killed at random moments and then done again, and what the server and the
/// journal have to look like afterwards. Wants a practice Cloud with a small delay, so that the moments fall
/// everywhere.
class KilledPush
{
public:
    struct Run
    {
        int moment = 0; ///< Milliseconds after the start.
        bool finishedFirst = false;
        bool resumed = false;
        QStringList sent; ///< What the server carried out: files, package, submit, withdraw in their order.
        QStringList complaints; ///< Empty where all was as it has to be.
    };

    KilledPush(PracticeCloud &cloud, quint32 seed);

    /// One push that nobody disturbs, to see how long it takes. False where it fails.
    [[nodiscard]] bool measure();
    /// The next version: pushed, killed, judged, pushed again, judged.
    [[nodiscard]] Run once();
    /// How many versions of the extension wait for review by the server's own word.
    [[nodiscard]] int submitted() const;

    [[nodiscard]] QString profile() const { return m_folder.filePath(QStringLiteral("profile")); }
    void start(QProcess &process, const QStringList &arguments) const;
    [[nodiscard]] PushOutcome push(const QString &chart, const QStringList &more = {}) const;
    /// Since request number `from`: what of files, package, action:submit, action:cancel-submit was carried out.
    [[nodiscard]] static QStringList carriedOut(
        const PracticeCloud &cloud, qsizetype from, QSet<QString> *packages = nullptr);

private:
    struct JournalState
    {
        QString error; ///< Empty where the database is sound.
        int knownUrls = 0; ///< Of this version.
    };
    [[nodiscard]] JournalState journalState(const QString &version) const;

    PracticeCloud &m_cloud;
    QRandomGenerator m_random;
    QTemporaryDir m_folder;
    TestChart m_chart{QStringLiteral("killed")};
    int m_number = 0;
    int m_usual = 0; ///< Milliseconds.
};

} // namespace ksp::test
