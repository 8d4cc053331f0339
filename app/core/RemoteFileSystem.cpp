#include "core/RemoteFileSystem.h"

#include <QFile>

#include <algorithm>
#include <array>

#include <sys/vfs.h>

namespace ksp {

bool isOnRemoteFileSystem(const QString &path)
{
    // From linux/magic.h, and of file systems that are not in it: NFS, SMB 1 to 3, CIFS, FUSE, 9P, AFS, Ceph,
    // VirtualBox.
    constexpr std::array<quint32, 10> remote{
        0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x65735546, 0x01021997, 0x5346414F, 0x00C36400, 0x786F4256, 0x6B414653};
    struct statfs status = {};
    if (::statfs(QFile::encodeName(path).constData(), &status) != 0)
        return false;
    return std::find(remote.begin(), remote.end(), static_cast<quint32>(status.f_type)) != remote.end();
}

} // namespace ksp
