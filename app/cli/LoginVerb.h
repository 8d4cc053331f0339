#pragma once

#include "cli/ServerAccess.h"
#include "cli/Verb.h"

namespace ksp {

/// login: checks a key, stores the account, and keeps the key in the keychain where one answers.
class LoginVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;

    void start(Context &context) override;
    void cancel() override;

private:
    void store(const QString &userId);
    void keepKey(const Account &account);
    void succeed(const Account &account);

    Context *m_context = nullptr;
    std::unique_ptr<ServerAccess> m_access;
};

/// logout: forgets an account and its key.
class LogoutVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;

    void start(Context &context) override;
    void cancel() override;

private:
    void forget(const Account &account);

    Context *m_context = nullptr;
};

} // namespace ksp
