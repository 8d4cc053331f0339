#pragma once

#include "cli/ServerVerb.h"
#include "cloud/CloudTypes.h"

#include <memory>

namespace ksp {

class Database;
class ReviewStore;

/// unpush: takes a submission back, named by its snapshot or by the chart that was pushed.
class UnpushVerb : public ServerVerb
{
    Q_OBJECT
public:
    explicit UnpushVerb(QObject *parent = nullptr);
    ~UnpushVerb() override;

    void start(Context &context) override;

protected:
    void run() override;

private:
    void takeBack(const QString &snapshotId);
    /// Keeps in the profile that it was the user's own doing, so that no window tells of a submission sent back.
    void record();
    void save();

    // Of the chart, where one was given.
    QString m_name;
    QString m_version;
    Snapshot m_snapshot; ///< As far as it is known.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ReviewStore> m_store;
};

} // namespace ksp
