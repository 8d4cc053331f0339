#include "helmrepo/HelmIndex.h"

#include "chart/YamlScalar.h"

#include <QByteArrayView>
#include <QCoreApplication>
#include <QIODevice>

#include <vector>

#include <yaml.h>

namespace ksp {

namespace {

struct HelmIndex
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HelmIndex)
};

/// libyaml's parser over a device. Between two events it may only take so many bytes, so that a value of any size is
/// refused before it is in memory.
class EventStream
{
public:
    EventStream(QIODevice *device, const std::stop_token &stop, qint64 mostBytes)
        : m_device(device), m_stop(stop), m_mostBytes(mostBytes)
    {
        m_ready = yaml_parser_initialize(&m_parser) != 0;
        if (m_ready)
            yaml_parser_set_input(&m_parser, &EventStream::read, this);
    }
    ~EventStream()
    {
        yaml_event_delete(&m_event);
        if (m_ready)
            yaml_parser_delete(&m_parser);
    }
    Q_DISABLE_COPY_MOVE(EventStream)

    /// The next event, which lives until the next call; null at a fault.
    const yaml_event_t *next()
    {
        yaml_event_delete(&m_event);
        m_taken = 0;
        return m_ready && yaml_parser_parse(&m_parser, &m_event) != 0 ? &m_event : nullptr;
    }

    [[nodiscard]] bool isTooLarge() const { return m_tooLarge; }
    [[nodiscard]] bool isUnreadable() const { return m_unreadable; }
    [[nodiscard]] const yaml_parser_t &parser() const { return m_parser; }

private:
    static int read(void *self, unsigned char *buffer, size_t size, size_t *sizeRead)
    {
        auto *stream = static_cast<EventStream *>(self);
        if (stream->m_stop.stop_requested())
            return 0;
        // Filled to the brim: libyaml judges all bytes that it was given, so a broken one would be met sooner or later
        // by the pieces in which the device delivers.
        qint64 taken = 0;
        for (qint64 more = 1; more > 0 && taken < qint64(size); taken += qMax<qint64>(more, 0)) {
            more = stream->m_device->read(reinterpret_cast<char *>(buffer) + taken, qint64(size) - taken);
            stream->m_unreadable = more < 0;
        }
        if (stream->m_unreadable)
            return 0;
        stream->m_taken += taken;
        stream->m_tooLarge = stream->m_taken > stream->m_mostBytes;
        *sizeRead = size_t(taken);
        return stream->m_tooLarge ? 0 : 1;
    }

    QIODevice *m_device;
    const std::stop_token &m_stop;
    const qint64 m_mostBytes;
    qint64 m_taken = 0; ///< Since the last event.
    bool m_tooLarge = false;
    bool m_unreadable = false;
    bool m_ready = false;
    yaml_parser_t m_parser{};
    yaml_event_t m_event{};
};

/// A scalar as it stands there; resolved only where it counts.
struct Scalar
{
    QByteArrayView bytes;
    QByteArrayView tag;
    bool isImplicit = false;

    explicit Scalar(const yaml_event_t &event)
        : bytes(reinterpret_cast<const char *>(event.data.scalar.value), qsizetype(event.data.scalar.length)),
          tag(reinterpret_cast<const char *>(event.data.scalar.tag)), isImplicit(event.data.scalar.plain_implicit != 0)
    {
    }

    [[nodiscard]] QString text() const { return resolveScalar(bytes, tag, isImplicit).text; }
    [[nodiscard]] bool isNull() const { return resolveScalar(bytes, tag, isImplicit).type == YamlType::Null; }
};

/// Follows the events of an index: where in {entries: {NAME: [{key: value or [value]}]}} they stand.
class IndexHandler
{
public:
    IndexHandler(const IndexReading &reading, const IndexLimits &limits) : m_reading(reading), m_limits(limits) { }

    enum class Outcome { GoOn, Stopped, NoIndex, Alias };

    Outcome open(bool isMap)
    {
        const bool isValue = enterNode();
        m_open.push_back({isMap, true});
        const int depth = int(m_open.size());
        if (!isValue) {
            // A key that is a list or a map: Go's reader refuses it.
            return Outcome::NoIndex;
        }
        if (depth == atRoot)
            return isMap ? Outcome::GoOn : Outcome::NoIndex;
        if (depth == atEntries && m_inEntries)
            return isMap ? Outcome::GoOn : Outcome::NoIndex;
        if (depth == atVersions && m_inEntries)
            return !isMap ? Outcome::GoOn : Outcome::NoIndex;
        if (depth == atVersion && m_inEntries) {
            m_entry = IndexEntry{m_chart, {}, {}, {}, {}, {}};
            return isMap ? Outcome::GoOn : Outcome::NoIndex;
        }
        return Outcome::GoOn;
    }

    Outcome close()
    {
        const int depth = int(m_open.size());
        m_open.pop_back();
        if (depth == atVersion && m_inEntries && m_wanted && !m_reading.found(m_entry))
            return Outcome::Stopped;
        if (depth == atEntries && m_inEntries) {
            m_inEntries = false;
            m_hadEntries = true;
        }
        return Outcome::GoOn;
    }

    Outcome value(const Scalar &scalar)
    {
        const bool isValue = enterNode();
        const int depth = int(m_open.size());
        if (depth == 0)
            return Outcome::NoIndex;
        if (!isValue)
            return key(scalar, depth);
        if (depth == atRoot) {
            m_hadApiVersion = m_hadApiVersion || (m_isApiVersion && !scalar.text().isEmpty());
            if (!m_inEntries)
                return Outcome::GoOn;
            // "entries:" with nothing behind it is what an empty repository has.
            m_inEntries = false;
            m_hadEntries = true;
            return scalar.isNull() ? Outcome::GoOn : Outcome::NoIndex;
        }
        if (!m_inEntries)
            return Outcome::GoOn;
        if (depth == atEntries || depth == atVersions)
            return scalar.isNull() ? Outcome::GoOn : Outcome::NoIndex;
        if (!m_wanted)
            return Outcome::GoOn;
        if (depth == atVersion)
            field(scalar.text());
        else if (isUrl() && m_entry.urls.size() < m_limits.urls)
            m_entry.urls.append(scalar.text());
        return Outcome::GoOn;
    }

    /// Indexes have no aliases; following them would mean keeping what they lead to. So they are refused where they
    /// would count.
    Outcome alias()
    {
        const bool isValue = enterNode();
        const int depth = int(m_open.size());
        bool counts = depth == 0;
        if (depth == atRoot)
            counts = !isValue || m_inEntries || m_isApiVersion;
        else if (m_inEntries && depth == atEntries)
            counts = !isValue || m_wanted;
        else if (m_inEntries && m_wanted)
            counts = depth == atVersions || (depth == atVersion && (!isValue || m_field != Field::Other)) || isUrl();
        return counts ? Outcome::Alias : Outcome::GoOn;
    }

    [[nodiscard]] bool isTooDeep() const { return int(m_open.size()) > m_limits.depth; }
    /// At the end: helm refuses an index without a version of its form, too.
    [[nodiscard]] bool isIndex() const { return m_hadEntries && m_hadApiVersion; }

private:
    static constexpr int atRoot = 1;
    static constexpr int atEntries = 2;
    static constexpr int atVersions = 3;
    static constexpr int atVersion = 4;

    enum class Field { Other, Name, Version, AppVersion, Description, Digest, Urls };

    struct Frame
    {
        bool isMap;
        bool atKey;
    };

    /// A node begins; whether it is a value (or an item) and no key.
    bool enterNode()
    {
        if (m_open.empty() || !m_open.back().isMap)
            return true;
        const bool isValue = !m_open.back().atKey;
        m_open.back().atKey = isValue;
        return isValue;
    }

    [[nodiscard]] bool isUrl() const
    {
        return int(m_open.size()) == atVersion + 1 && !m_open.back().isMap && m_field == Field::Urls;
    }

    Outcome key(const Scalar &scalar, int depth)
    {
        const QByteArrayView text = scalar.bytes;
        if (depth == atRoot) {
            m_inEntries = text == "entries";
            m_isApiVersion = text == "apiVersion";
        } else if (depth == atEntries && m_inEntries) {
            m_chart = scalar.text();
            m_wanted = m_reading.wanted && m_reading.wanted(m_chart);
            if (m_reading.chartSeen)
                m_reading.chartSeen(m_chart);
        } else if (depth == atVersion && m_inEntries) {
            m_field = text == "name"    ? Field::Name
                : text == "version"     ? Field::Version
                : text == "appVersion"  ? Field::AppVersion
                : text == "description" ? Field::Description
                : text == "digest"      ? Field::Digest
                : text == "urls"        ? Field::Urls
                                        : Field::Other;
        }
        // A merge takes an alias, whose meaning is not kept.
        const bool counts = m_inEntries && (depth == atEntries || (depth == atVersion && m_wanted));
        return counts && scalar.isImplicit && text == "<<" ? Outcome::Alias : Outcome::GoOn;
    }

    void field(const QString &text)
    {
        switch (m_field) {
        case Field::Name:
            m_entry.name = text;
            break;
        case Field::Version:
            m_entry.version = text;
            break;
        case Field::AppVersion:
            m_entry.appVersion = text;
            break;
        case Field::Description:
            m_entry.description = text;
            break;
        case Field::Digest:
            m_entry.digest = text.toLower();
            break;
        case Field::Urls:
        case Field::Other:
            break;
        }
    }

    const IndexReading &m_reading;
    const IndexLimits &m_limits;
    std::vector<Frame> m_open;
    bool m_inEntries = false;
    bool m_hadEntries = false;
    bool m_isApiVersion = false;
    bool m_hadApiVersion = false;
    bool m_wanted = false;
    QString m_chart;
    Field m_field = Field::Other;
    IndexEntry m_entry;
};

} // namespace

Result<void> readHelmIndex(QIODevice *device, const QString &name, const IndexReading &reading,
    const std::stop_token &stop, const IndexLimits &limits)
{
    EventStream stream(device, stop, limits.value);
    IndexHandler handler(reading, limits);
    const auto noIndex = [&] {
        return failure(ErrorKind::BadInput,
            HelmIndex::tr("%1 is not the index of a Helm repository. Check the repository's address.").arg(name),
            QStringLiteral("line %1").arg(stream.parser().mark.line + 1));
    };
    for (;;) {
        const yaml_event_t *event = stream.next();
        if (event == nullptr) {
            if (stop.stop_requested())
                return failure(ErrorKind::Cancelled, HelmIndex::tr("Stopped."));
            if (stream.isUnreadable())
                return failure(ErrorKind::Internal, HelmIndex::tr("%1 cannot be read. Try again.").arg(name),
                    device->errorString());
            if (stream.isTooLarge())
                return failure(ErrorKind::Limit,
                    HelmIndex::tr(
                        "%1 has a value of more than %2 bytes in line %3, which no index needs. It is not read.")
                        .arg(name)
                        .arg(limits.value)
                        .arg(stream.parser().mark.line + 1));
            return failure(ErrorKind::BadInput,
                HelmIndex::tr("%1 is not valid YAML in line %2. The repository has to mend it; try again later.")
                    .arg(name)
                    .arg(stream.parser().problem_mark.line + 1),
                QString::fromUtf8(stream.parser().problem));
        }
        auto outcome = IndexHandler::Outcome::GoOn;
        switch (event->type) {
        case YAML_MAPPING_START_EVENT:
        case YAML_SEQUENCE_START_EVENT:
            outcome = handler.open(event->type == YAML_MAPPING_START_EVENT);
            break;
        case YAML_MAPPING_END_EVENT:
        case YAML_SEQUENCE_END_EVENT:
            outcome = handler.close();
            break;
        case YAML_SCALAR_EVENT:
            outcome = handler.value(Scalar(*event));
            break;
        case YAML_ALIAS_EVENT:
            outcome = handler.alias();
            break;
        case YAML_DOCUMENT_END_EVENT: // Only the first document counts, as for helm.
        case YAML_STREAM_END_EVENT:
            if (!handler.isIndex())
                return noIndex();
            return {};
        default:
            break;
        }
        if (outcome == IndexHandler::Outcome::Stopped)
            return {};
        if (outcome == IndexHandler::Outcome::NoIndex)
            return noIndex();
        if (outcome == IndexHandler::Outcome::Alias)
            return failure(ErrorKind::BadInput,
                HelmIndex::tr("%1 uses a YAML alias in line %2, which this program does not follow. Look with helm "
                              "instead.")
                    .arg(name)
                    .arg(stream.parser().mark.line + 1));
        if (handler.isTooDeep())
            return failure(ErrorKind::Limit,
                HelmIndex::tr("%1 is nested more than %2 levels deep in line %3, which no index needs. It is not read.")
                    .arg(name)
                    .arg(limits.depth)
                    .arg(stream.parser().mark.line + 1));
    }
}

} // namespace ksp
