#include "practice/RequestLog.h"

#include "core/Sha256.h"
#include "practice/PracticeRequest.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace ksp {

namespace {

QString sha256(const QByteArray &data)
{
    return QString::fromLatin1(sha256Hex(data));
}

/// A key does not belong into a URL, but somebody may put it there.
QString withoutKeys(QString text)
{
    static const QRegularExpression key(QStringLiteral("kck-[0-9A-Fa-f-]+"));
    return text.replace(key, QStringLiteral("kck-..."));
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

void RequestLog::add(const PracticeRequest &request, int status)
{
    if (!m_file.isOpen()) {
        return;
    }
    QJsonObject line{{QStringLiteral("time"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {QStringLiteral("method"), QString::fromLatin1(request.method)},
        {QStringLiteral("path"), withoutKeys(request.path)}, {QStringLiteral("status"), status},
        {QStringLiteral("bytes"), request.body.size()}};
    if (!request.query.isEmpty()) {
        line.insert(QStringLiteral("query"), withoutKeys(QString::fromUtf8(request.query)));
    }
    if (request.parts) {
        // A form's boundary is made up anew each time: the whole has no sum that says anything.
        QJsonArray parts;
        for (const FormPart &part : *request.parts) {
            parts.append(QJsonObject{{QStringLiteral("name"), part.name}, {QStringLiteral("file"), part.fileName},
                {QStringLiteral("bytes"), part.content.size()}, {QStringLiteral("sha256"), sha256(part.content)}});
        }
        line.insert(QStringLiteral("parts"), parts);
    } else {
        line.insert(QStringLiteral("sha256"), sha256(request.body));
    }
    m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace ksp
