#pragma once

#include "cli/ServerAccess.h"
#include "cli/Verb.h"

namespace ksp {

/// practice: becomes ks-practice-cloud, which lies beside this program.
class PracticeVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;

    void start(Context &context) override;
    void cancel() override { end(ExitCode::Cancelled); }
};

/// practice approve and practice reject: the reviewer of a practice Cloud.
class ReviewVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;

    void start(Context &context) override;
    void cancel() override;

private:
    void review();

    Context *m_context = nullptr;
    std::unique_ptr<ServerAccess> m_access;
};

} // namespace ksp
