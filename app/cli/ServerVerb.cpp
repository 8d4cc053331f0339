#include "cli/ServerVerb.h"

#include "cli/Console.h"
#include "cloud/CloudClient.h"

namespace ksp {

void ServerVerb::start(Context &context)
{
    m_context = &context;
    m_access = std::make_unique<ServerAccess>(context);
    m_access->open([this](const Result<void> &opened) {
        if (!check(opened))
            return;
        watch(cloud()->user(this, [this](const Result<QString> &user) {
            if (!check(user))
                return;
            m_userId = *user;
            run();
        }));
    });
}

void ServerVerb::cancel()
{
    m_access.reset();
    endCancelled(context());
}

void ServerVerb::watch(CloudCall *call)
{
    connect(call, &CloudCall::waiting, this, [this](int seconds) { context().console.waiting(seconds); });
}

} // namespace ksp
