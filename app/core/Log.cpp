#include "core/Log.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace ksp {

Log::Log(const QString &folder) : m_file(QDir(folder).filePath(QStringLiteral("log/publisher.log"))) { }

void Log::write(const QString &text)
{
    const QDateTime now = QDateTime::currentDateTime();
    QString entry = text;
    entry.replace(QLatin1Char('\r'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1String("\n    "));
    const QByteArray line = (now.toOffsetFromUtc(now.offsetFromUtc()).toString(Qt::ISODateWithMs) + QLatin1Char(' ')
        + entry + QLatin1Char('\n'))
                                .toUtf8();

    const QMutexLocker locker(&m_mutex);
    if (!openFile())
        return;
    if (m_file.size() + line.size() > maxBytes)
        rotate();
    // Unbuffered and appending: one entry is one write, so entries of two processes do not mix.
    if (m_file.isOpen())
        m_file.write(line);
}

bool Log::openFile()
{
    if (m_file.isOpen())
        return true;
    return QDir().mkpath(QFileInfo(m_file.fileName()).path())
        && m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered,
            QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void Log::rotate()
{
    // Another process may have renamed the file meanwhile; then only the new one is opened.
    m_file.close();
    if (QFileInfo(m_file.fileName()).size() >= maxBytes / 2) {
        const QString old = m_file.fileName() + QStringLiteral(".1");
        QFile::remove(old);
        QFile::rename(m_file.fileName(), old);
    }
    openFile();
}

} // namespace ksp
