#pragma once

#include "cli/ServerAccess.h"
#include "cli/Verb.h"

namespace ksp {

class CloudCall;

/// A verb that talks to the Cloud as the user of a key: finds server and key, asks the server whose key it is, then
/// runs. Ctrl-C drops what is under way.
class ServerVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;

    void start(Context &context) override;
    void cancel() override;

protected:
    /// After the server has said whose key it is.
    virtual void run() = 0;

    [[nodiscard]] Context &context() const { return *m_context; }
    [[nodiscard]] CloudClient *cloud() { return m_access->cloud(); }
    [[nodiscard]] const Account &account() const { return m_access->account(); }
    [[nodiscard]] const QString &userId() const { return m_userId; }
    /// Shows the call's waits.
    void watch(CloudCall *call);
    /// Ends with the error of `result`, if it has one; tells whether it had none.
    template <typename T> bool check(const Result<T> &result)
    {
        if (!result)
            end(context(), result.error());
        return result.has_value();
    }

private:
    Context *m_context = nullptr;
    std::unique_ptr<ServerAccess> m_access;
    QString m_userId;
};

} // namespace ksp
