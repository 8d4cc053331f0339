#pragma once

#include "cli/ServerVerb.h"

namespace ksp {

/// unpush: takes a submission back, named by its snapshot or by the chart that was pushed.
class UnpushVerb : public ServerVerb
{
    Q_OBJECT
public:
    using ServerVerb::ServerVerb;

    void start(Context &context) override;

protected:
    void run() override;

private:
    void takeBack(const QString &snapshotId);

    // Of the chart, where one was given.
    QString m_name;
    QString m_version;
};

} // namespace ksp
