#include "cli/BetaVerb.h"
#include "cli/LoginVerb.h"
#include "cli/PackageVerb.h"
#include "cli/PracticeVerbs.h"
#include "cli/PushVerb.h"
#include "cli/ReadVerbs.h"
#include "cli/UnpushVerb.h"
#include "cli/WatchVerb.h"

namespace ksp {

namespace {

template <typename T> std::unique_ptr<Verb> make()
{
    return std::make_unique<T>();
}

const struct
{
    const char *name;
    std::unique_ptr<Verb> (*make)();
} verbs[] = {
    {"login", make<LoginVerb>},
    {"logout", make<LogoutVerb>},
    {"push", make<PushVerb>},
    {"package", make<PackageVerb>},
    {"list", make<ListVerb>},
    {"get", make<GetVerb>},
    {"watch", make<WatchVerb>},
    {"unpush", make<UnpushVerb>},
    {"beta", make<BetaVerb>},
    {"practice", make<PracticeVerb>},
    {"practice approve", make<ReviewVerb>},
    {"practice reject", make<ReviewVerb>},
};

} // namespace

std::unique_ptr<Verb> makeVerb(const QString &name)
{
    for (const auto &verb : verbs) {
        if (name == QLatin1String(verb.name))
            return verb.make();
    }
    return nullptr;
}

} // namespace ksp
