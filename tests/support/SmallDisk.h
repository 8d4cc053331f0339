#pragma once

#include <QProcess>
#include <QString>

namespace ksp {

/// A file system of a few KiB, to be filled up or made read-only. Needs the right to mount; check isMounted().
class SmallDisk
{
public:
    SmallDisk(QString folder, int kiB) : m_folder(std::move(folder))
    {
        m_mounted = mount({QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
            QStringLiteral("size=%1k,mode=0700").arg(kiB), QStringLiteral("tmpfs"), m_folder});
    }
    ~SmallDisk()
    {
        if (m_mounted)
            QProcess::execute(QStringLiteral("umount"), {m_folder});
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    [[nodiscard]] bool isMounted() const { return m_mounted; }
    bool setReadOnly() { return mount({QStringLiteral("-o"), QStringLiteral("remount,ro"), m_folder}); }

private:
    static bool mount(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("mount"), arguments);
        return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    QString m_folder;
    bool m_mounted = false;
};

} // namespace ksp
