#include "support/PracticeCloud.h"

#include <QFile>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

#include <csignal>

#include <sys/prctl.h>

namespace ksp::test {

namespace {

constexpr int patience = 20'000; // ms

} // namespace

PracticeCloud::PracticeCloud(QStringList moreArguments) : m_moreArguments(std::move(moreArguments))
{
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

PracticeCloud::~PracticeCloud()
{
    kill();
}

QString PracticeCloud::program()
{
    return QStringLiteral(KSP_BIN_DIR "/ks-practice-cloud");
}

bool PracticeCloud::start()
{
    return startOn(0);
}

bool PracticeCloud::restart()
{
    return startOn(port());
}

bool PracticeCloud::startOn(quint16 port)
{
    m_process.start(program(),
        QStringList{QStringLiteral("--port"), QString::number(port), QStringLiteral("--state"), stateFolder(),
            QStringLiteral("--log"), logFile()}
            + m_moreArguments);
    QByteArray output;
    while (output.count('\n') < 3) {
        if (!m_process.waitForReadyRead(patience)) {
            kill();
            return false;
        }
        output += m_process.readAllStandardOutput();
    }
    for (const QByteArray &line : output.split('\n')) {
        const QString value = QString::fromUtf8(line.mid(line.indexOf(' ') + 1));
        if (line.startsWith("URL: ")) {
            m_url = value;
        } else if (line.startsWith("Key: ")) {
            m_key = value;
        } else if (line.startsWith("User: ")) {
            m_userId = value;
        }
    }
    return !m_url.isEmpty() && !m_key.isEmpty() && !m_userId.isEmpty();
}

bool PracticeCloud::stop()
{
    m_process.terminate();
    return m_process.waitForFinished(patience) && m_process.exitStatus() == QProcess::NormalExit
        && m_process.exitCode() == 0;
}

void PracticeCloud::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(patience);
    }
}

quint16 PracticeCloud::port() const
{
    return quint16(QUrl(m_url).port(0));
}

QList<QJsonObject> PracticeCloud::requests() const
{
    QList<QJsonObject> all;
    QFile file(logFile());
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty()) {
                all.append(QJsonDocument::fromJson(line).object());
            }
        }
    }
    return all;
}

qsizetype PracticeCloud::requestCount(const QString &method, const QString &pathEnd) const
{
    const QList<QJsonObject> all = requests();
    return std::count_if(all.begin(), all.end(), [&](const QJsonObject &each) {
        return each.value(QLatin1String("method")).toString() == method
            && each.value(QLatin1String("path")).toString().endsWith(pathEnd);
    });
}

QString PracticeCloud::errorText()
{
    m_errorText += QString::fromUtf8(m_process.readAllStandardError());
    return m_errorText;
}

} // namespace ksp::test
