#include "practice/RequestReader.h"

#include <algorithm>

namespace ksp {

namespace {

constexpr QByteArrayView lineEnd("\r\n");

/// RFC 9110, 5.6.2
bool isToken(const QByteArray &text)
{
    constexpr QByteArrayView others("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.contains(c);
    });
}

bool hasControls(const QByteArray &text)
{
    return std::any_of(text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

/// A number of digits only, neither sign nor blank; nothing where it is none or has more than `longest` digits.
std::optional<qsizetype> numberOf(const QByteArray &text, int base, qsizetype longest)
{
    const bool isNumber
        = !text.isEmpty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
              return (c >= '0' && c <= '9') || (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
          });
    return isNumber ? std::optional(qsizetype(text.toLongLong(nullptr, base))) : std::nullopt;
}

QList<QByteArray> linesOf(const QByteArray &head)
{
    QList<QByteArray> lines;
    for (qsizetype at = 0; at <= head.size();) {
        const qsizetype found = head.indexOf(lineEnd, at);
        const qsizetype end = found < 0 ? head.size() : found;
        lines.append(head.mid(at, end - at));
        at = end + lineEnd.size();
    }
    return lines;
}

} // namespace

RequestReader::State RequestReader::refuse(int status)
{
    m_refusal = status;
    m_state = State::Refused;
    return m_state;
}

RequestReader::State RequestReader::read(QByteArray &input)
{
    switch (m_state) {
    case State::Head:
        return readHead(input);
    case State::Body:
        return m_isChunked ? readChunks(input) : readSized(input);
    case State::Complete:
    case State::Refused:
        break;
    }
    return m_state;
}

PracticeRequest RequestReader::take()
{
    PracticeRequest whole = std::move(m_request);
    *this = RequestReader(m_limits);
    return whole;
}

// ---- Head

RequestReader::State RequestReader::readHead(QByteArray &input)
{
    // Blank lines before a request are allowed (RFC 9112, 2.2).
    while (input.startsWith(lineEnd)) {
        input.remove(0, lineEnd.size());
    }
    const qsizetype end = input.indexOf("\r\n\r\n");
    if (std::max(end, end < 0 ? input.size() : 0) > m_limits.headBytes) {
        return refuse(431);
    }
    if (end < 0) {
        return m_state;
    }
    QList<QByteArray> lines = linesOf(input.left(end));
    input.remove(0, end + 2 * lineEnd.size());
    int status = readRequestLine(lines.takeFirst());
    status = status == 0 ? readHeaders(lines) : status;
    status = status == 0 ? readFraming() : status;
    if (status != 0) {
        return refuse(status);
    }
    m_state = State::Body;
    return m_state;
}

int RequestReader::readRequestLine(const QByteArray &line)
{
    const QList<QByteArray> words = line.split(' ');
    if (words.size() != 3 || hasControls(line) || !isToken(words[0]) || !words[1].startsWith('/')) {
        return 400;
    }
    m_isHttp10 = words[2] == "HTTP/1.0";
    if (!m_isHttp10 && words[2] != "HTTP/1.1") {
        return words[2].startsWith("HTTP/") ? 505 : 400;
    }
    const qsizetype mark = words[1].indexOf('?');
    m_request.method = words[0];
    m_request.path
        = QString::fromUtf8(QByteArray::fromPercentEncoding(words[1].left(mark < 0 ? words[1].size() : mark)));
    m_request.query = mark < 0 ? QByteArray() : words[1].mid(mark + 1);
    return 0;
}

int RequestReader::readHeaders(const QList<QByteArray> &lines)
{
    if (lines.size() > m_limits.headers) {
        return 431;
    }
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        // No blank before the colon, no line that goes on with the one before: others read these differently.
        if (colon < 0 || !isToken(line.left(colon)) || hasControls(line)) {
            return 400;
        }
        m_request.headers.append({line.left(colon).toLower(), line.mid(colon + 1).trimmed()});
    }
    return 0;
}

int RequestReader::readFraming()
{
    const QByteArray connection = m_request.header("connection").toLower();
    m_request.keepsConnection = !m_isHttp10 && !connection.contains("close");
    m_expectsContinue = m_request.header("expect").toLower() == "100-continue";
    const QByteArray coding = m_request.header("content-encoding").toLower();
    if (!coding.isEmpty() && coding != "identity") {
        return 415;
    }
    const QList<QByteArray> lengths = m_request.values("content-length");
    const QList<QByteArray> codings = m_request.values("transfer-encoding");
    if (!codings.isEmpty()) {
        m_isChunked = true;
        return codings.size() == 1 && codings.first().toLower() == "chunked" && lengths.isEmpty() && !m_isHttp10 ? 0
                                                                                                                 : 400;
    }
    if (lengths.isEmpty()) {
        return 0;
    }
    const std::optional<qsizetype> length = numberOf(lengths.first(), 10, 18);
    if (lengths.size() != 1 || !length) {
        return 400;
    }
    m_remaining = *length;
    return m_remaining > m_limits.bodyBytes ? 413 : 0;
}

// ---- Body

RequestReader::State RequestReader::readSized(QByteArray &input)
{
    const qsizetype part = std::min(m_remaining, input.size());
    m_request.body.append(input.constData(), part);
    input.remove(0, part);
    m_remaining -= part;
    if (m_remaining == 0) {
        m_state = State::Complete;
    }
    return m_state;
}

RequestReader::State RequestReader::readChunks(QByteArray &input)
{
    constexpr qsizetype longestLine = 1024;
    constexpr qsizetype mostTrailers = 8 * 1024;
    constexpr qsizetype mostDigits = 8;
    // Taken off the input once, at the end: there may be thousands of small chunks in it.
    qsizetype at = 0;
    const auto leave = [&](State state) {
        input.remove(0, at);
        m_state = state;
        return state;
    };
    for (;;) {
        if (m_chunk == Chunk::Data) {
            const qsizetype part = std::min(m_remaining, input.size() - at);
            m_request.body.append(input.constData() + at, part);
            at += part;
            m_remaining -= part;
            if (m_remaining > 0) {
                return leave(State::Body);
            }
            m_chunk = Chunk::End;
        }
        const qsizetype end = input.indexOf(lineEnd, at);
        if (end < 0) {
            return input.size() - at > longestLine ? refuse(400) : leave(State::Body);
        }
        const QByteArray line = input.mid(at, end - at);
        at = end + lineEnd.size();
        switch (m_chunk) {
        case Chunk::Size: {
            const std::optional<qsizetype> size = numberOf(line.split(';').constFirst().trimmed(), 16, mostDigits);
            if (!size || line.size() > longestLine || hasControls(line)) {
                return refuse(400);
            }
            if (*size > m_limits.bodyBytes - m_request.body.size()) {
                return refuse(413);
            }
            m_remaining = *size;
            m_chunk = *size == 0 ? Chunk::Trailer : Chunk::Data;
            break;
        }
        case Chunk::End:
            if (!line.isEmpty()) {
                return refuse(400);
            }
            m_chunk = Chunk::Size;
            break;
        case Chunk::Trailer:
            if (line.isEmpty()) {
                return leave(State::Complete);
            }
            // Nobody here asks for what they say.
            m_trailerBytes += line.size();
            if (m_trailerBytes > mostTrailers) {
                return refuse(431);
            }
            break;
        case Chunk::Data:
            break;
        }
    }
}

} // namespace ksp
