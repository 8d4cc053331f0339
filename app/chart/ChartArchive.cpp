#include "chart/ChartArchive.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>
#include <QStringDecoder>
#include <QStringTokenizer>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <array>
#include <locale.h>
#include <memory>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartArchive)
};

QString megabytes(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 0, QLocale::DataSizeIecFormat);
}

/// Feeds libarchive with what a gzip file holds and stops an archive that unpacks to far more than a chart may hold:
/// what passes here is contents, headers and padding, so the bound is twice the chart's limit.
class Unpacker
{
public:
    Unpacker(QIODevice *device, qint64 limit, std::stop_token stop)
        : m_device(device), m_left(limit), m_stop(std::move(stop))
    {
        constexpr int gzipHeader = 16; // the checksum is looked at, too
        m_ready = inflateInit2(&m_stream, MAX_WBITS + gzipHeader) == Z_OK;
    }
    ~Unpacker() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Unpacker)

    [[nodiscard]] bool isOverLimit() const { return m_left < 0; }
    /// What is wrong with the gzip data, or empty.
    [[nodiscard]] const QByteArray &problem() const { return m_problem; }

    static la_ssize_t read(archive *, void *self, const void **out)
    {
        auto *that = static_cast<Unpacker *>(self);
        *out = that->m_out.data();
        return that->next() ? la_ssize_t(that->m_have) : ARCHIVE_FATAL;
    }

    /// Unpacks what stands behind the end of the archive, so that the checksum is looked at whatever was read before.
    bool finish()
    {
        while (next()) {
            if (m_have == 0)
                return true;
        }
        return false;
    }

private:
    /// The next piece of data, empty at the end. False when it cannot go on.
    bool next()
    {
        m_stream.next_out = m_out.data();
        m_stream.avail_out = uInt(m_out.size());
        while (m_ready && !m_ended && m_stream.avail_out > 0 && m_problem.isEmpty() && !m_stop.stop_requested()) {
            if (m_stream.avail_in == 0 && !refill())
                break;
            const int status = inflate(&m_stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END)
                nextMember();
            else if (status != Z_OK)
                m_problem = "damaged gzip data";
        }
        m_have = m_out.size() - m_stream.avail_out;
        m_left -= qint64(m_have);
        return m_ready && m_problem.isEmpty() && !isOverLimit() && !m_stop.stop_requested();
    }

    bool refill()
    {
        const qint64 got = m_device->read(reinterpret_cast<char *>(m_in.data()), qint64(m_in.size()));
        m_stream.next_in = m_in.data();
        m_stream.avail_in = uInt(qMax<qint64>(got, 0));
        if (got <= 0)
            m_problem = got < 0 ? m_device->errorString().toUtf8() : QByteArray("gzip data ends early");
        return got > 0;
    }

    /// A gzip file may be several, one behind the other; what is no gzip data behind the last is passed over.
    void nextMember()
    {
        m_ended = m_stream.avail_in == 0 && (m_device->atEnd() || !refill());
        if (m_ended)
            return;
        m_ended = *m_stream.next_in != 0x1F;
        if (!m_ended)
            m_ready = inflateReset(&m_stream) == Z_OK;
    }

    QIODevice *m_device;
    qint64 m_left;
    const std::stop_token m_stop;
    z_stream m_stream{};
    bool m_ready = false;
    bool m_ended = false;
    std::size_t m_have = 0;
    QByteArray m_problem;
    std::array<Bytef, 32 * 1024> m_in{};
    std::array<Bytef, 64 * 1024> m_out{};
};

/// While one is there, libarchive gives this thread names as the bytes that stand in the archive. In any other locale
/// it converts them to that, loses what the locale cannot hold, and normalises the rest, so that two files become one.
class NamesAsTheyAre
{
public:
    NamesAsTheyAre() : m_plain(newlocale(LC_CTYPE_MASK, "C", nullptr)), m_before(uselocale(m_plain)) { }
    ~NamesAsTheyAre()
    {
        uselocale(m_before);
        freelocale(m_plain);
    }
    Q_DISABLE_COPY_MOVE(NamesAsTheyAre)

private:
    locale_t m_plain;
    locale_t m_before;
};

/// The name of an entry as text. Nothing where it is not UTF-8.
std::optional<QString> entryText(const char *raw)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder.decode(QByteArrayView(raw));
    if (decoder.hasError() || text.toUtf8() != raw)
        return std::nullopt;
    return text;
}

/// Bytes that are no text, to be seen: what is not printable ASCII as \xNN.
QString escaped(QByteArrayView raw)
{
    QString text;
    for (const char c : raw.first(qMin<qsizetype>(raw.size(), 200))) {
        if (c >= ' ' && c <= '~')
            text += QLatin1Char(c);
        else
            text += QStringLiteral("\\x%1").arg(static_cast<unsigned char>(c), 2, 16, QLatin1Char('0'));
    }
    return text;
}

/// Drops the top folder and applies Helm's checks to what is left.
Result<QString> chartPath(const QString &entryName)
{
    const QChar delimiter = entryName.contains(u'\\') ? u'\\' : u'/';
    const QStringList parts = entryName.split(delimiter);
    QString rest = parts.mid(1).join(u'/');
    const QString shown = entryName.left(200);
    if (rest.startsWith(u'/') || entryName.startsWith(u'/'))
        return failure(ErrorKind::BadInput,
            Text::tr("The archive holds the absolute path “%1”, which Helm refuses. Pack the chart's folder anew.")
                .arg(shown));
    rest = QDir::cleanPath(rest);
    if (rest.isEmpty() || rest == QLatin1String("."))
        return failure(ErrorKind::BadInput,
            Text::tr(
                "The archive holds “%1” outside of a top folder. Pack the chart's folder itself, not the files in it.")
                .arg(shown));
    if (rest.startsWith(QLatin1String("..")) || parts.first() == QLatin1String(".."))
        return failure(ErrorKind::BadInput,
            Text::tr(
                "The archive holds “%1”, which leads out of the chart. Helm refuses such names; pack the chart anew.")
                .arg(shown));
    static const QRegularExpression drive(QStringLiteral("^[a-zA-Z]:/"));
    if (drive.match(rest).hasMatch())
        return failure(ErrorKind::BadInput,
            Text::tr("The archive holds “%1” with a drive letter, which Helm refuses. Pack the chart anew.")
                .arg(shown));
    return rest;
}

class ArchiveReader
{
public:
    ArchiveReader(QString name, std::stop_token stop, const ChartLimits &limits)
        : m_name(std::move(name)), m_stop(std::move(stop)), m_limits(limits)
    {
    }

    Result<ArchiveContents> read(QIODevice *device)
    {
        const NamesAsTheyAre names;
        const auto unpacker = std::make_unique<Unpacker>(device, 2 * m_limits.chart, m_stop);
        m_unpacker = unpacker.get();
        m_left = m_limits.chart;
        m_entriesLeft = m_limits.entries;

        const std::unique_ptr<archive, int (*)(archive *)> reader(archive_read_new(), archive_read_free);
        archive_read_support_format_tar(reader.get());
        int status = archive_read_open(reader.get(), m_unpacker, nullptr, Unpacker::read, nullptr);
        archive_entry *entry = nullptr;
        while (status == ARCHIVE_OK || status == ARCHIVE_WARN) {
            status = archive_read_next_header(reader.get(), &entry);
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
                break;
            m_anyEntry = true;
            if (auto taken = take(reader.get(), entry); !taken)
                return failure(taken.error());
        }
        if (status != ARCHIVE_EOF || !m_unpacker->finish())
            return failure(brokenArchive(reader.get()));
        if (m_contents.files.isEmpty())
            return failure(
                ErrorKind::BadInput, Text::tr("%1 is an archive without files. Choose a packed chart.").arg(m_name));
        return std::move(m_contents);
    }

private:
    Error brokenArchive(archive *reader)
    {
        if (m_stop.stop_requested())
            return Error{ErrorKind::Cancelled, Text::tr("Reading %1 was cancelled.").arg(m_name), {}};
        if (m_unpacker->isOverLimit())
            return tooLarge();
        if (!m_anyEntry && m_unpacker->problem().isEmpty())
            return Error{ErrorKind::BadInput,
                Text::tr("%1 is gzip-compressed, but no tar archive. Choose a packed chart.").arg(m_name), {}};
        const char *why = archive_error_string(reader);
        return Error{ErrorKind::BadInput,
            Text::tr("%1 is cut short or damaged: it cannot be unpacked to the end. Pack or download it again.")
                .arg(m_name),
            QString::fromUtf8(m_unpacker->problem().isEmpty() ? QByteArray(why) : m_unpacker->problem())};
    }

    Error tooLarge() const
    {
        return Error{ErrorKind::Limit,
            Text::tr("%1 unpacks to more than %2, the most that Helm takes for a chart. Take large files out of it.")
                .arg(m_name, megabytes(m_limits.chart)),
            {}};
    }

    Result<void> take(archive *reader, archive_entry *entry)
    {
        const auto entryName = entryText(archive_entry_pathname(entry));
        if (!entryName) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 holds the file “%2”, whose name is not UTF-8. Rename the file and pack the chart again.")
                    .arg(m_name, escaped(archive_entry_pathname(entry))));
        }
        const auto type = archive_entry_filetype(entry);
        if (type == AE_IFDIR)
            return {};
        if (const auto unfit = whyUnfit(*entryName))
            return failure(*unfit);
        m_entriesLeft -= ChartLimits::tarEntry;
        if (m_entriesLeft < 0)
            return failure(ErrorKind::Limit,
                Text::tr("%1 holds too many files and folders: more than %2. Take some out of it.")
                    .arg(m_name)
                    .arg(m_limits.entries / ChartLimits::tarEntry));
        if (isMacLeftover(*entryName)) {
            m_contents.leftOut.append({entryName->section(u'/', 1), LeftOut::Reason::MacLeftover});
            return {};
        }
        const Result<QString> path = chartPath(*entryName);
        if (!path)
            return failure(path.error());
        if (const char *link = archive_entry_hardlink(entry); link != nullptr)
            return takeHardLink(*path, *entryName, entryText(link).value_or(QString()));
        if (type == AE_IFLNK) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 holds the symbolic link “%2”, which Helm would unpack as an empty file. Put the file "
                         "itself in its place.")
                    .arg(m_name, entryName->left(200)));
        }
        if (type != AE_IFREG) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 holds “%2”, which is not a regular file but a device, pipe or socket. Take it out of the "
                         "chart.")
                    .arg(m_name, entryName->left(200)));
        }
        return takeFile(reader, entry, *path);
    }

    Result<void> takeHardLink(const QString &path, const QString &entryName, const QString &target)
    {
        const Result<QString> targetPath = chartPath(target);
        if (!targetPath || !m_contents.files.contains(*targetPath)) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 holds the link “%2” to a file that is not in it. Put the file itself in its place.")
                    .arg(m_name, entryName.left(200)));
        }
        const QByteArray data = m_contents.files.value(*targetPath);
        if (data.size() > m_left)
            return failure(tooLarge());
        m_left -= data.size();
        add(path, data);
        return {};
    }

    Result<void> takeFile(archive *reader, archive_entry *entry, const QString &path)
    {
        const qint64 size = archive_entry_size(entry);
        if (size > m_left)
            return failure(tooLarge());
        if (size > m_limits.file) {
            m_contents.unloadable.insert(path,
                {ErrorKind::Limit,
                    Text::tr("%1 in %2 has %3 bytes. Helm takes files of at most %4; make it smaller or take it out.")
                        .arg(path, m_name, QString::number(size), megabytes(m_limits.file)),
                    {}});
        }
        QByteArray data(size, Qt::Uninitialized);
        qint64 have = 0;
        while (have < size) {
            const auto got = archive_read_data(reader, data.data() + have, static_cast<std::size_t>(size - have));
            if (got <= 0)
                return failure(brokenArchive(reader));
            have += got;
        }
        m_left -= size;
        add(path, data);
        return {};
    }

    void add(const QString &path, const QByteArray &data)
    {
        if (m_contents.files.contains(path) && !m_duplicates.contains(path)) {
            m_duplicates.insert(path);
            m_contents.findings.append({Severity::Warning, {path, 0, 0},
                Text::tr("The archive holds %1 more than once; the last one counts.").arg(path),
                QStringLiteral("duplicate-file")});
        }
        m_contents.files.insert(path, data);
    }

    const QString m_name;
    const std::stop_token m_stop;
    const ChartLimits m_limits;
    Unpacker *m_unpacker = nullptr;
    ArchiveContents m_contents;
    QSet<QString> m_duplicates;
    qint64 m_left = 0;
    qint64 m_entriesLeft = 0;
    bool m_anyEntry = false;
};

} // namespace

Result<ArchiveContents> readChartArchive(
    QIODevice *device, const QString &name, std::stop_token stop, const ChartLimits &limits)
{
    return ArchiveReader(name, std::move(stop), limits).read(device);
}

std::optional<Error> whyUnfit(const QString &path)
{
    qsizetype depth = 0;
    qsizetype longest = 0;
    for (const QStringView part : QStringTokenizer(path, u'/')) {
        ++depth;
        longest = qMax(longest, part.size() <= ChartLimits::name ? part.toUtf8().size() : part.size());
        if (depth > ChartLimits::depth + 1 || longest > ChartLimits::name)
            break;
    }
    if (depth > ChartLimits::depth + 1)
        return Error{ErrorKind::Limit,
            Text::tr("“%1…” lies more than %2 folders deep. Take it out of the chart.")
                .arg(path.left(60))
                .arg(ChartLimits::depth),
            {}};
    if (path.size() > ChartLimits::path || path.toUtf8().size() > ChartLimits::path)
        return Error{ErrorKind::Limit,
            Text::tr(
                "The path “%1…” has more than %2 bytes, which not every system can unpack. Give its folders shorter "
                "names.")
                .arg(path.left(60))
                .arg(ChartLimits::path),
            {}};
    if (longest > ChartLimits::name)
        return Error{ErrorKind::Limit,
            Text::tr("The name of “%1…” has more than %2 bytes. Make it shorter.")
                .arg(path.left(60))
                .arg(ChartLimits::name),
            {}};
    return std::nullopt;
}

bool isMacLeftover(const QString &path)
{
    const QString base = path.section(u'/', -1);
    return base == QLatin1String(".DS_Store") || base.startsWith(QLatin1String("._"))
        || path == QLatin1String("__MACOSX") || path.startsWith(QLatin1String("__MACOSX/"))
        || path.contains(QLatin1String("/__MACOSX/"));
}

} // namespace ksp
