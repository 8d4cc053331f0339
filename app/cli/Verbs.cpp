#include "cli/Verb.h"

namespace ksp {

std::unique_ptr<Verb> makeVerb(const QString &name)
{
    Q_UNUSED(name)
    return nullptr;
}

} // namespace ksp
