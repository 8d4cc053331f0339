#pragma once

#include "publish/ChartLoader.h"
#include "publish/PublishJob.h"

#include <QObject>

#include <memory>

namespace ksp {

/// Whether a publish that stopped half-way can be gone on with.
struct ResumeCheck
{
    enum class Found {
        Same, ///< The chart still has the content that was being published: request is there.
        Changed, ///< It has another content by now; publishing it begins anew.
        Gone, ///< It cannot be read any more: error is there.
    };

    PublishRecord record;
    Found found = Found::Gone;
    std::optional<PublishRequest> request; ///< For PublishRun::start().
    PackageOptions options; ///< Those that the package was made with.
    std::optional<Error> error;
};

/// The publishes that the journal has as open: what a crash, a kill or "stop here" left half-way. For the offer to go
/// on with them at the next start. Lives on one thread; signals come from the event loop, never inside a call.
class OpenPublishes : public QObject
{
    Q_OBJECT
public:
    /// `journal` is not owned and must live longer. `profile` is its folder.
    OpenPublishes(Journal *journal, QString profile, QObject *parent = nullptr);
    ~OpenPublishes() override;

    /// Reads the journal; then loaded(). Those that are being published just now (in another window, or by the command
    /// line) are left out.
    void load();
    /// The newest first.
    [[nodiscard]] const QList<PublishRecord> &publishes() const { return m_publishes; }

    /// Opens the chart again, off this thread, and compares; then checked(). One at a time: a newer call wins.
    void check(const PublishRecord &record);
    /// Never to be gone on with; then gaveUp().
    void giveUp(const PublishRecord &record);

signals:
    void loaded();
    void checked(const ksp::ResumeCheck &check);
    /// `images` are the URLs of the version's images that lie on the server, and stay there: no way to delete them is
    /// known. `unsure`: there may be more, whose address never arrived.
    void gaveUp(const ksp::PublishRecord &record, const QStringList &images, bool unsure);
    void failed(const ksp::Error &error);

private:
    void tryOptions(const PublishRecord &record, int attempt);
    void compare(const PublishRecord &record, int attempt, const Result<LoadedChart> &chart);

    Journal *m_journal;
    QString m_profile;
    QList<PublishRecord> m_publishes;
    std::unique_ptr<ChartLoader> m_loader;
};

} // namespace ksp
