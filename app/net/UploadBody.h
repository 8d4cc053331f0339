#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QList>
#include <QString>

namespace ksp {

/// The body of a POST as a list of byte arrays that are shared with whoever made them, never joined.
/// A value: copying it copies no bytes, and one body can be sent more than once.
struct UploadBody
{
    QByteArray contentType;
    QList<QByteArray> segments;

    /// Bytes.
    [[nodiscard]] qint64 size() const;
    /// Everything in one piece; for tests and small bodies.
    [[nodiscard]] QByteArray joined() const;
};

/// Builds a multipart/form-data body in the layout that Go's mime/multipart writes.
class MultipartForm
{
public:
    /// With a random boundary. Tests may give their own.
    explicit MultipartForm(QByteArray boundary = randomBoundary());

    void addFile(const QByteArray &field, const QString &fileName, const QByteArray &data);
    void addField(const QByteArray &field, const QString &value);
    /// The body with its closing boundary.
    [[nodiscard]] UploadBody body() const;

    /// 60 hexadecimal digits, as Go makes them.
    [[nodiscard]] static QByteArray randomBoundary();

private:
    void beginPart(const QByteArray &disposition, QByteArrayView contentType);

    QByteArray m_boundary;
    QList<QByteArray> m_segments;
};

/// Reads an UploadBody as a sequential device. Sequential, since QNetworkAccessManager repeats a POST by itself
/// when it can seek in its body.
class UploadDevice : public QIODevice
{
    Q_OBJECT
public:
    explicit UploadDevice(UploadBody body, QObject *parent = nullptr);

    [[nodiscard]] bool isSequential() const override { return true; }
    /// Quietly refused: QNetworkAccessManager asks, and QIODevice would print a warning.
    bool seek(qint64 /*position*/) override { return false; }
    [[nodiscard]] bool atEnd() const override { return m_handedOut == m_total; }
    [[nodiscard]] qint64 bytesAvailable() const override;

signals:
    /// The number of bytes read so far, after each read.
    void handedOut(qint64 bytes);

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    UploadBody m_body;
    qint64 m_total;
    qint64 m_handedOut = 0;
    qsizetype m_segment = 0;
    qsizetype m_offset = 0;
};

} // namespace ksp
