#include "account/AccountStore.h"

#include "net/ServerUrl.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace ksp {

namespace {

struct AccountTexts
{
    Q_DECLARE_TR_FUNCTIONS(ksp::AccountStore)
};

/// A profile has a handful; a file that claims more is not ours.
constexpr int mostAccounts = 1000;

auto named(const QString &name)
{
    return [name](const Account &account) { return account.name == name; };
}

} // namespace

AccountStore::AccountStore(const QString &profileFolder)
    : m_file(QDir(profileFolder).filePath(QStringLiteral("accounts.ini")))
{
}

QString AccountStore::defaultProfileFolder()
{
    // The same for every program of the project, whatever it is called.
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/ks-publisher");
}

Result<AccountStore::Content> AccountStore::read() const
{
    QSettings settings(m_file, QSettings::IniFormat);
    // QSettings takes almost any text for settings without a meaning.
    const bool isForeign = QFileInfo(m_file).size() > 0 && !settings.contains(QStringLiteral("accounts/size"));
    if (settings.status() != QSettings::NoError || isForeign)
        return failure(ErrorKind::Internal,
            AccountTexts::tr("The list of accounts in %1 cannot be read. Mend or remove the file.")
                .arg(QDir::toNativeSeparators(m_file)),
            QStringLiteral("QSettings status %1").arg(settings.status()));
    Content content;
    content.current = settings.value(QStringLiteral("current")).toString();
    const int count = std::min(settings.beginReadArray(QStringLiteral("accounts")), mostAccounts);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        Account account;
        account.name = settings.value(QStringLiteral("name")).toString();
        account.userId = settings.value(QStringLiteral("userId")).toString();
        account.betaRepository = QUrl(settings.value(QStringLiteral("betaRepository")).toString());
        account.practice = settings.value(QStringLiteral("practice")).toBool();
        // The user agreed to an unencrypted server when the account was made.
        const Result<QUrl> server = parseServerUrl(settings.value(QStringLiteral("server")).toString(), true);
        if (!server || account.name.isEmpty())
            continue;
        account.server = *server;
        content.accounts.append(account);
    }
    settings.endArray();
    if (std::none_of(content.accounts.begin(), content.accounts.end(), named(content.current)))
        content.current = content.accounts.isEmpty() ? QString() : content.accounts.first().name;
    return content;
}

Result<void> AccountStore::write(const Content &content) const
{
    QSettings settings(m_file, QSettings::IniFormat);
    settings.remove(QStringLiteral("accounts"));
    settings.setValue(QStringLiteral("current"), content.current);
    settings.beginWriteArray(QStringLiteral("accounts"), static_cast<int>(content.accounts.size()));
    for (int i = 0; i < content.accounts.size(); ++i) {
        const Account &account = content.accounts.at(i);
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("name"), account.name);
        settings.setValue(QStringLiteral("server"), account.server.toString());
        settings.setValue(QStringLiteral("userId"), account.userId);
        settings.setValue(QStringLiteral("betaRepository"), account.betaRepository.toString());
        if (account.practice)
            settings.setValue(QStringLiteral("practice"), true);
    }
    settings.endArray();
    settings.sync();
    if (settings.status() != QSettings::NoError)
        return failure(ErrorKind::Internal,
            AccountTexts::tr("The list of accounts in %1 cannot be written. Check the folder's permissions and "
                             "the free space on the disk.")
                .arg(QDir::toNativeSeparators(m_file)),
            QStringLiteral("QSettings status %1").arg(settings.status()));
    return {};
}

Result<QList<Account>> AccountStore::accounts() const
{
    return read().map([](const Content &content) { return content.accounts; });
}

Result<std::optional<Account>> AccountStore::current() const
{
    return read().and_then([this](const Content &content) { return find(content.current); });
}

Result<std::optional<Account>> AccountStore::find(const QString &name) const
{
    return read().map([&name](const Content &content) -> std::optional<Account> {
        const auto found = std::find_if(content.accounts.begin(), content.accounts.end(), named(name));
        return found == content.accounts.end() ? std::nullopt : std::optional(*found);
    });
}

Result<void> AccountStore::save(const Account &account)
{
    if (account.name.trimmed().isEmpty() || account.server.isEmpty())
        return failure(ErrorKind::BadInput, AccountTexts::tr("An account needs a name and a server. Give both."));
    Result<Content> content = read();
    if (!content)
        return failure(content.error());
    const auto found = std::find_if(content->accounts.begin(), content->accounts.end(), named(account.name));
    if (found == content->accounts.end())
        content->accounts.append(account);
    else
        *found = account;
    content->current = account.name;
    return write(*content);
}

Result<void> AccountStore::remove(const QString &name)
{
    Result<Content> content = read();
    if (!content)
        return failure(content.error());
    if (content->accounts.removeIf(named(name)) == 0)
        return failure(ErrorKind::BadInput, AccountTexts::tr("There is no account called “%1”.").arg(name));
    if (content->current == name)
        content->current = content->accounts.isEmpty() ? QString() : content->accounts.first().name;
    return write(*content);
}

Result<void> AccountStore::setCurrent(const QString &name)
{
    Result<Content> content = read();
    if (!content)
        return failure(content.error());
    if (std::none_of(content->accounts.begin(), content->accounts.end(), named(name)))
        return failure(ErrorKind::BadInput, AccountTexts::tr("There is no account called “%1”.").arg(name));
    content->current = name;
    return write(*content);
}

} // namespace ksp
