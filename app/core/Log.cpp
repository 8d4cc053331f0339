#include "core/Log.h"

#include "core/OwnFiles.h"
#include "core/SafeText.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace ksp {

Log::Log(const QString &folder) : m_fileName(QDir(folder).filePath(QStringLiteral("log/publisher.log"))) { }

void Log::write(const QString &text)
{
    const QDateTime now = QDateTime::currentDateTime();
    QString entry = withoutControls(text);
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
    if (!OwnFiles::makeFolder(QFileInfo(m_fileName).path()))
        return false;
    const auto fd = OwnFiles::open(m_fileName, OwnFiles::Access::Append);
    return fd
        && m_file.open(
            *fd, QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle);
}

void Log::rotate()
{
    // Another process may have renamed the file meanwhile; then only the new one is opened.
    m_file.close();
    if (QFileInfo(m_fileName).size() >= maxBytes / 2) {
        const QString old = m_fileName + QStringLiteral(".1");
        QFile::remove(old);
        QFile::rename(m_fileName, old);
    }
    openFile();
}

} // namespace ksp
