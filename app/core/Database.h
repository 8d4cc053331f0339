#pragma once

#include "core/Result.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>

class QSqlDatabase;

namespace ksp {

class DatabaseWorker;

/// The one SQLite file of a profile (`publisher.sqlite`), used from a thread of its own, since a commit that reaches
/// the disk takes longer than a frame.
///
/// Nothing is opened before the first run(). Opening brings the schema up to date, under a lock (publisher.lock) that
/// nobody else waits for whose file is up to date. A damaged file, one that a newer version of the program wrote, or
/// one with triggers, views or virtual tables, which are never ours, is renamed (with its `-wal` and `-shm`), never
/// overwritten, and notice() says so; work then goes on in an empty database. Several processes may use the same
/// profile: each commit waits up to 30 s for the others'. Folder and files are the user's alone: see OwnFiles.
///
/// Everything is called on the thread that the object lives on. The destructor waits until all work is done.
class Database : public QObject
{
    Q_OBJECT
public:
    template <typename T> using Work = std::function<Result<T>(QSqlDatabase &)>;
    template <typename T> using Handler = std::function<void(Result<T>)>;

    /// `folder` is the profile's folder; it is made where it does not exist.
    explicit Database(const QString &folder, QObject *parent = nullptr);
    ~Database() override;

    [[nodiscard]] QString folder() const { return m_folder; }

    /// Runs `work` on the database's thread, after all work that was handed in before. `done` then runs exactly once
    /// from the event loop of `context`'s thread; not at all when `context` is gone by then (the work is done all the
    /// same). Where the database cannot be opened `work` is not called and `done` gets an Internal error.
    /// What the two functions capture may be destroyed on either thread.
    template <typename T> void run(Work<T> work, QObject *context, Handler<T> done)
    {
        auto result = std::make_shared<std::optional<Result<T>>>();
        post(
            [result, work = std::move(work)](QSqlDatabase *connection, const Error &error) {
                if (connection)
                    result->emplace(work(*connection));
                else
                    result->emplace(failure(error));
                return (*result)->has_value();
            },
            context, [result, done = std::move(done)] { done(std::move(**result)); });
    }

signals:
    /// Something the user should know although work goes on: a whole sentence.
    void notice(const QString &sentence);

private:
    friend class DatabaseWorker;
    /// Gets the connection, or nothing and why; tells whether it succeeded.
    using Item = std::function<bool(QSqlDatabase *, const Error &)>;
    void post(Item item, QObject *context, std::function<void()> deliver);

    QString m_folder;
    QThread m_thread;
    std::unique_ptr<DatabaseWorker> m_worker;
};

} // namespace ksp
