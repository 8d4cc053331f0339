#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace ksp::test {

/// Runs ks-practice-cloud on a free port with a state folder of its own, for the life of the object. The process dies
/// with the test, too. All calls wait at most some seconds.
class PracticeCloud
{
public:
    explicit PracticeCloud(QStringList moreArguments = {});
    ~PracticeCloud();
    PracticeCloud(const PracticeCloud &) = delete;
    PracticeCloud &operator=(const PracticeCloud &) = delete;

    /// Starts it, and waits until it listens. False where it does not; errorText() tells why.
    [[nodiscard]] bool start();
    /// SIGTERM. True where it then ended by itself with exit code 0.
    [[nodiscard]] bool stop();
    /// SIGKILL.
    void kill();
    /// After stop() or kill(): starts it again on the same state and the same port.
    [[nodiscard]] bool restart();
    /// For the next start().
    void setMoreArguments(const QStringList &arguments) { m_moreArguments = arguments; }

    [[nodiscard]] QString url() const { return m_url; } ///< Without a slash at the end.
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    [[nodiscard]] QString key() const { return m_key; }
    [[nodiscard]] QString userId() const { return m_userId; }
    [[nodiscard]] QString stateFolder() const { return m_folder.filePath(QStringLiteral("state")); }
    [[nodiscard]] QString logFile() const { return m_folder.filePath(QStringLiteral("requests.log")); }
    /// One object per request since the first start; see RequestLog.
    [[nodiscard]] QList<QJsonObject> requests() const;
    /// How many requests had that method and a path that ends so.
    [[nodiscard]] qsizetype requestCount(const QString &method, const QString &pathEnd) const;
    /// What it said on stderr.
    [[nodiscard]] QString errorText();

    /// Where the program is.
    [[nodiscard]] static QString program();

private:
    [[nodiscard]] bool startOn(quint16 port);

    QTemporaryDir m_folder;
    QStringList m_moreArguments;
    QProcess m_process;
    QString m_url;
    QString m_key;
    QString m_userId;
    QString m_errorText;
};

} // namespace ksp::test
