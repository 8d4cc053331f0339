#include "account/AccountStore.h"

#include "core/FileLock.h"
#include "core/OwnFiles.h"
#include "net/ServerUrl.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <chrono>

#include <unistd.h>

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
    : m_folder(profileFolder), m_file(QDir(profileFolder).filePath(QStringLiteral("accounts.ini")))
{
}

QString AccountStore::defaultProfileFolder()
{
    // The same for every program of the project, whatever it is called.
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/ks-publisher");
}

Result<AccountStore::Content> AccountStore::read() const
{
    // QSettings follows links and waits at pipes.
    if (const auto own = OwnFiles::checkFolder(m_folder).and_then([this] { return OwnFiles::checkFile(m_file); }); !own)
        return failure(own.error());
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
    // A file that is there keeps its mode when QSettings replaces it.
    if (const auto made = OwnFiles::open(m_file, OwnFiles::Access::ReadWrite))
        ::close(*made);
    else
        return failure(made.error());
    // Its own lock, which it would wait at.
    if (const auto own = OwnFiles::checkFile(m_file + QStringLiteral(".lock")); !own)
        return failure(own.error());
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

Result<void> AccountStore::change(const std::function<Result<void>(Content &)> &edit) const
{
    constexpr std::chrono::seconds patience(5);
    if (const auto own = OwnFiles::makeFolder(m_folder); !own)
        return failure(own.error());
    const auto lock = FileLock::take(QDir(m_folder).filePath(QStringLiteral("accounts.lock")), patience);
    if (!lock)
        return failure(lock.error());
    Result<Content> content = read();
    if (!content)
        return failure(content.error());
    if (const auto edited = edit(*content); !edited)
        return edited;
    return write(*content);
}

Result<void> AccountStore::save(const Account &account)
{
    if (account.name.trimmed().isEmpty() || account.server.isEmpty())
        return failure(ErrorKind::BadInput, AccountTexts::tr("An account needs a name and a server. Give both."));
    return change([&account](Content &content) -> Result<void> {
        const auto found = std::find_if(content.accounts.begin(), content.accounts.end(), named(account.name));
        if (found == content.accounts.end())
            content.accounts.append(account);
        else
            *found = account;
        content.current = account.name;
        return {};
    });
}

Result<void> AccountStore::remove(const QString &name)
{
    return change([&name](Content &content) -> Result<void> {
        if (content.accounts.removeIf(named(name)) == 0)
            return failure(ErrorKind::BadInput, AccountTexts::tr("There is no account called “%1”.").arg(name));
        if (content.current == name)
            content.current = content.accounts.isEmpty() ? QString() : content.accounts.first().name;
        return {};
    });
}

Result<void> AccountStore::setCurrent(const QString &name)
{
    return change([&name](Content &content) -> Result<void> {
        if (std::none_of(content.accounts.begin(), content.accounts.end(), named(name)))
            return failure(ErrorKind::BadInput, AccountTexts::tr("There is no account called “%1”.").arg(name));
        content.current = name;
        return {};
    });
}

} // namespace ksp
