#pragma once

#include "cli/ServerVerb.h"
#include "cloud/CloudTypes.h"

#include <optional>

namespace ksp {

/// list: the user's extensions as a table.
class ListVerb : public ServerVerb
{
    Q_OBJECT
public:
    using ServerVerb::ServerVerb;

protected:
    void run() override;
};

/// get: one extension and its snapshots.
class GetVerb : public ServerVerb
{
    Q_OBJECT
public:
    using ServerVerb::ServerVerb;

protected:
    void run() override;

private:
    void show();

    std::optional<Result<Extension>> m_extension;
    std::optional<Result<QList<Snapshot>>> m_snapshots;
};

} // namespace ksp
