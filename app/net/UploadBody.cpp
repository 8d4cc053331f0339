#include "net/UploadBody.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cstring>

namespace ksp {

namespace {

/// As Go escapes a file name: the quote and the backslash by a backslash, line ends by percent signs, UTF-8 raw.
QByteArray quoted(QByteArray text)
{
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\r', "%0D").replace('\n', "%0A");
    return '"' + text + '"';
}

} // namespace

qint64 UploadBody::size() const
{
    qint64 size = 0;
    for (const QByteArray &segment : segments)
        size += segment.size();
    return size;
}

QByteArray UploadBody::joined() const
{
    return segments.join();
}

MultipartForm::MultipartForm(QByteArray boundary) : m_boundary(std::move(boundary)) { }

QByteArray MultipartForm::randomBoundary()
{
    std::array<quint32, 8> random;
    QRandomGenerator::system()->generate(random.begin(), random.end());
    return QByteArray::fromRawData(reinterpret_cast<const char *>(random.data()), 30).toHex();
}

void MultipartForm::beginPart(const QByteArray &disposition, QByteArrayView contentType)
{
    QByteArray head = m_segments.isEmpty() ? QByteArray() : QByteArrayLiteral("\r\n");
    head += "--" + m_boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n";
    if (!contentType.isEmpty())
        head.append("Content-Type: ").append(contentType).append("\r\n");
    m_segments.append(head + "\r\n");
}

void MultipartForm::addFile(const QByteArray &field, const QString &fileName, const QByteArray &data)
{
    beginPart("name=" + quoted(field) + "; filename=" + quoted(fileName.toUtf8()), "application/octet-stream");
    m_segments.append(data);
}

void MultipartForm::addField(const QByteArray &field, const QString &value)
{
    beginPart("name=" + quoted(field), {});
    m_segments.append(value.toUtf8());
}

UploadBody MultipartForm::body() const
{
    UploadBody body{"multipart/form-data; boundary=" + m_boundary, m_segments};
    body.segments.append("\r\n--" + m_boundary + "--\r\n");
    return body;
}

UploadDevice::UploadDevice(UploadBody body, QObject *parent)
    : QIODevice(parent), m_body(std::move(body)), m_total(m_body.size())
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 UploadDevice::bytesAvailable() const
{
    return m_total - m_handedOut + QIODevice::bytesAvailable();
}

qint64 UploadDevice::readData(char *data, qint64 maxSize)
{
    // QNetworkAccessManager takes 0 for "nothing yet" and waits for ever.
    if (atEnd())
        return -1;
    qint64 written = 0;
    while (written < maxSize && m_segment < m_body.segments.size()) {
        const QByteArray &segment = m_body.segments.at(m_segment);
        const qint64 count = std::min<qint64>(maxSize - written, segment.size() - m_offset);
        if (count > 0)
            std::memcpy(data + written, segment.constData() + m_offset, static_cast<size_t>(count));
        written += count;
        m_offset += count;
        if (m_offset == segment.size()) {
            ++m_segment;
            m_offset = 0;
        }
    }
    m_handedOut += written;
    emit handedOut(m_handedOut);
    return written;
}

qint64 UploadDevice::writeData(const char * /*data*/, qint64 /*size*/)
{
    return -1;
}

} // namespace ksp
