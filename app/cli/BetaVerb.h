#pragma once

#include "cli/Verb.h"
#include "helmrepo/BetaCheck.h"
#include "publish/SentPackage.h"

namespace ksp {

class Database;
class Journal;

/// beta: looks whether a version is in the beta repository and is the one that was sent. Needs no key.
class BetaVerb : public Verb
{
    Q_OBJECT
public:
    BetaVerb();
    ~BetaVerb() override;

    void start(Context &context) override;
    void cancel() override;

private:
    /// Whose publish it is and where the repository is.
    Result<void> prepare();
    void look(const SentPackage &sent);
    void show(const BetaState &state);
    [[nodiscard]] QString table(const BetaState &state) const;

    Context *m_context = nullptr;
    SentBy m_by;
    BetaRequest m_request;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<IndexCache> m_cache;
    std::unique_ptr<BetaCheck> m_check;
};

} // namespace ksp
