#include "TestPackage.h"

#include <QRandomGenerator>

#include <archive.h>
#include <archive_entry.h>

namespace ksp::test {

QByteArray pack(const QByteArray &top, const PackageFiles &files)
{
    QByteArray out(8 << 20, '\0');
    size_t used = 0;
    archive *writer = archive_write_new();
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_ustar(writer);
    archive_write_open_memory(writer, out.data(), size_t(out.size()), &used);
    for (const auto &[path, content] : files) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, QByteArray(top + '/' + path).constData());
        archive_entry_set_size(entry, content.size());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(writer, entry);
        archive_write_data(writer, content.constData(), size_t(content.size()));
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return out.left(qsizetype(used));
}

QByteArray extensionPackage(const QByteArray &name, const QByteArray &version, const PackageFiles &more)
{
    const QByteArray common = "name: " + name + "\nversion: " + version + "\n";
    return pack(name,
        PackageFiles{
            {"Chart.yaml",
                "apiVersion: v2\n" + common + "appVersion: \"2.0\"\ndescription: \"An \\\"example\\\": 例\"\n"},
            {"extension.yaml", "apiVersion: kubesphere.io/v1alpha1\n" + common}}
            + more);
}

QByteArray noise(qsizetype size)
{
    QRandomGenerator generator(7);
    QByteArray data(size, '\0');
    for (char &each : data) {
        each = char(generator.bounded(256));
    }
    return data;
}

} // namespace ksp::test
