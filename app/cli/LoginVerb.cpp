#include "cli/LoginVerb.h"

#include "account/AccountStore.h"
#include "account/KeyStore.h"
#include "cli/Console.h"
#include "cloud/CloudClient.h"

#include <algorithm>

namespace ksp {

namespace {

QJsonObject accountObject(const Account &account)
{
    return {{QStringLiteral("account"), account.name}, {QStringLiteral("server"), account.server.toString()},
        {QStringLiteral("userId"), account.userId}};
}

} // namespace

void LoginVerb::start(Context &context)
{
    m_context = &context;
    m_access = std::make_unique<ServerAccess>(context);
    m_access->openForLogin([this](const Result<void> &opened) {
        if (!opened)
            return end(*m_context, opened.error());
        CloudCall *call = m_access->cloud()->user(this, [this](const Result<QString> &user) {
            if (user)
                return store(*user);
            Error error = user.error();
            error.sentence = tr("login failed: %1").arg(error.sentence);
            end(*m_context, error);
        });
        connect(call, &CloudCall::waiting, this, [this](int seconds) { m_context->console.waiting(seconds); });
    });
}

void LoginVerb::cancel()
{
    m_access.reset();
    endCancelled(*m_context);
}

void LoginVerb::store(const QString &userId)
{
    Account account = m_access->account();
    account.userId = userId;
    AccountStore store(m_context->profile);
    const auto others = store.accounts();
    if (!others)
        return end(*m_context, others.error());
    if (account.name.isEmpty())
        account.name = accountFor(account.server, userId, *others).name;
    const auto former = std::find_if(
        others->begin(), others->end(), [&](const Account &other) { return other.name == account.name; });
    account.betaRepository = former != others->end() && former->server == account.server
        ? former->betaRepository
        : defaultBetaRepository(account.server);
    if (const auto saved = store.save(account); !saved)
        return end(*m_context, saved.error());
    keepKey(account);
}

void LoginVerb::keepKey(const Account &account)
{
    m_context->keys.write(
        {account.server, account.userId}, m_access->key(), this, [this, account](const Result<void> &kept) {
            if (!kept) {
                m_context->console.warning(kept.error().sentence);
                m_context->console.note(
                    tr("The account \"%1\" was stored, its API key was not: give the key with --key-stdin each time.")
                        .arg(account.name));
            }
            succeed(account);
        });
}

void LoginVerb::succeed(const Account &account)
{
    m_context->console.print(QStringLiteral("Login Succeeded"));
    m_context->console.printObject(accountObject(account));
    end(ExitCode::Done);
}

void LogoutVerb::start(Context &context)
{
    m_context = &context;
    const AccountStore store(context.profile);
    const QString &name = context.invocation.account;
    const auto found = name.isEmpty() ? store.current() : store.find(name);
    if (!found)
        return end(context, found.error());
    if (!*found) {
        return end(context,
            Error{ErrorKind::BadInput,
                name.isEmpty() ? tr("Nobody is signed in, so there is nothing to forget.")
                               : tr("There is no account \"%1\".").arg(name),
                {}});
    }
    const auto all = store.accounts();
    if (!all)
        return end(context, all.error());
    const Account account = **found;
    if (account.practice || isKeyShared(account, *all))
        return forget(account);
    context.keys.remove({account.server, account.userId}, this, [this, account](const Result<void> &removed) {
        if (!removed) {
            m_context->console.warning(tr("If a keychain holds the API key of this account, it is still there. %1")
                                           .arg(removed.error().sentence));
        }
        forget(account);
    });
}

void LogoutVerb::cancel()
{
    endCancelled(*m_context);
}

void LogoutVerb::forget(const Account &account)
{
    if (const auto removed = AccountStore(m_context->profile).remove(account.name); !removed)
        return end(*m_context, removed.error());
    m_context->console.print(QStringLiteral("Logout Succeeded"));
    m_context->console.printObject(accountObject(account));
    end(ExitCode::Done);
}

} // namespace ksp
