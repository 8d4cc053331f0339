#include "practice/RequestLog.h"

#include "core/Sha256.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <httplib.h>

namespace ksp {

namespace {

QString sha256(const std::string &data)
{
    const auto bytes = QByteArray::fromRawData(data.data(), qsizetype(data.size()));
    return QString::fromLatin1(sha256Hex(bytes));
}

/// A key does not belong into a URL, but somebody may put it there.
QString withoutKeys(const std::string &text)
{
    static const QRegularExpression key(QStringLiteral("kck-[0-9A-Fa-f-]+"));
    return QString::fromStdString(text).replace(key, QStringLiteral("kck-..."));
}

} // namespace

Result<void> RequestLog::open(const QString &fileName)
{
    m_file.setFileName(fileName);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
        return failure(ErrorKind::BadInput, tr("The log file %1 cannot be written. Name another one.").arg(fileName),
            m_file.errorString());
    }
    return {};
}

void RequestLog::add(const httplib::Request &request, const httplib::Response &response)
{
    if (!m_file.isOpen()) {
        return;
    }
    QJsonObject line{{QStringLiteral("time"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {QStringLiteral("method"), QString::fromStdString(request.method)},
        {QStringLiteral("path"), withoutKeys(request.path)}, {QStringLiteral("status"), response.status}};
    if (const auto query = request.target.find('?'); query != std::string::npos) {
        line.insert(QStringLiteral("query"), withoutKeys(request.target.substr(query + 1)));
    }
    if (request.is_multipart_form_data()) {
        // Of a form the library keeps the parts only; its boundary is made up anew each time anyway.
        QJsonArray parts;
        for (const auto &[name, part] : request.files) {
            parts.append(QJsonObject{{QStringLiteral("name"), QString::fromStdString(name)},
                {QStringLiteral("file"), QString::fromStdString(part.filename)},
                {QStringLiteral("bytes"), qint64(part.content.size())},
                {QStringLiteral("sha256"), sha256(part.content)}});
        }
        line.insert(
            QStringLiteral("bytes"), QString::fromStdString(request.get_header_value("Content-Length")).toLongLong());
        line.insert(QStringLiteral("parts"), parts);
    } else {
        line.insert(QStringLiteral("bytes"), qint64(request.body.size()));
        line.insert(QStringLiteral("sha256"), sha256(request.body));
    }
    const QByteArray text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    const std::lock_guard lock(m_mutex);
    m_file.write(text);
}

} // namespace ksp
