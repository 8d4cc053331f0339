#include "account/KsbuilderConfig.h"

#include "account/ApiKey.h"
#include "core/KeyMemory.h"
#include "core/RegularFile.h"
#include "net/ServerUrl.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

namespace ksp {

namespace {

struct KsbuilderConfig
{
    Q_DECLARE_TR_FUNCTIONS(ksp::KsbuilderConfig)
};

constexpr qint64 largestFile = 64 * 1024;

} // namespace

Result<ImportedKey> parseKsbuilderConfig(const QByteArray &json, bool allowInsecure)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QString token = document.object().value(QLatin1String("token")).toString();
    if (token.isEmpty())
        return failure(ErrorKind::BadInput,
            KsbuilderConfig::tr("This is not ksbuilder's configuration, or ksbuilder is not logged in. Enter "
                                "the API key instead."));
    const auto decoded
        = QByteArray::fromBase64Encoding(token.trimmed().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    const Result<QString> key = decoded ? cleanedApiKey(QString::fromUtf8(*decoded)) : cleanedApiKey(QString());
    if (!key)
        return failure(ErrorKind::BadInput,
            KsbuilderConfig::tr("The API key in ksbuilder's configuration cannot be read. Enter it instead."));

    const QString server = document.object().value(QLatin1String("server")).toString();
    if (server.isEmpty())
        return ImportedKey{*key, defaultServer()};
    return parseServerUrl(server, allowInsecure).map([&key](const QUrl &url) { return ImportedKey{*key, url}; });
}

QString ksbuilderConfigFile()
{
    return QDir::home().filePath(QStringLiteral(".ksbuilder/config.json"));
}

Result<ImportedKey> readKsbuilderConfig(const QString &fileName, bool allowInsecure)
{
    auto json = readRegularFile(fileName, largestFile);
    if (!json && json.error().kind != ErrorKind::Limit)
        return failure(ErrorKind::BadInput,
            KsbuilderConfig::tr("ksbuilder's configuration %1 cannot be read. Enter the API key instead.")
                .arg(QDir::toNativeSeparators(fileName)),
            json.error().detail);
    if (!json)
        return failure(ErrorKind::BadInput,
            KsbuilderConfig::tr("%1 is too large to be ksbuilder's configuration. Enter the API key instead.")
                .arg(QDir::toNativeSeparators(fileName)));
    auto imported = parseKsbuilderConfig(*json, allowInsecure);
    wipe(*json);
    return imported;
}

} // namespace ksp
