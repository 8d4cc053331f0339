#include "publish/PublishJob.h"

#include <QTimer>

namespace ksp {

namespace {

/// Whether the server may have carried a request out although it failed for us.
bool outcomeUnknown(const Error &error)
{
    const bool refused = error.httpStatus >= 300 && error.httpStatus < 500;
    return error.kind != ErrorKind::BadInput && !refused; // BadInput is not sent
}

Error cancelledError()
{
    return {ErrorKind::Cancelled,
        PublishJob::tr("Publishing was cancelled. Publishing the same chart again goes on where it stopped."), {}};
}

} // namespace

PublishJob::PublishJob(
    PublishRequest request, CloudClient *client, Journal *journal, std::function<QDateTime()> now, QObject *parent)
    : QObject(parent), m_request(std::move(request)), m_client(client), m_journal(journal), m_now(std::move(now))
{
}

QString PublishJob::title(PublishPhase phase)
{
    switch (phase) {
    case PublishPhase::Check:
        return tr("Checking account and version");
    case PublishPhase::Images:
        return tr("Uploading the images");
    case PublishPhase::Withdraw:
        return tr("Withdrawing the version that waits for review");
    case PublishPhase::Package:
        return tr("Uploading the package");
    case PublishPhase::Submit:
        return tr("Submitting for review");
    }
    return {};
}

template <typename F> auto PublishJob::unlessEnded(F continuation)
{
    return [this, continuation = std::move(continuation)](auto result) mutable {
        if (m_ended)
            return;
        if (m_cancelled) {
            end(failure(cancelledError()));
            return;
        }
        continuation(std::move(result));
    };
}

void PublishJob::start()
{
    if (m_started)
        return;
    m_started = true;
    QTimer::singleShot(0, this, [this] {
        if (m_ended)
            return;
        if (m_cancelled) {
            end(failure(cancelledError()));
            return;
        }
        if (const auto tooLarge = m_request.package.tooLarge()) {
            end(failure(*tooLarge));
            return;
        }
        m_key.server = m_request.server;
        m_key.name = m_request.package.metadata().name.text;
        m_key.version = m_request.package.metadata().version.text;
        m_key.content = QString::fromLatin1(m_request.package.contentId());
        enter(PublishPhase::Check);
        if (m_cancelled) { // by whoever heard of the phase
            end(failure(cancelledError()));
            return;
        }
        checkAccount();
        checkVersion();
        if (!m_request.userId.isEmpty())
            identify(m_request.userId);
    });
}

void PublishJob::cancel()
{
    if (m_ended || m_cancelled)
        return;
    m_cancelled = true;
    const auto calls = m_calls;
    for (const QPointer<CloudCall> &call : calls) {
        if (call)
            call->cancel();
    }
    // What is under way ends the job: a call, the journal or the next turn. Only while somebody is asked nothing is.
    if (m_asking)
        QTimer::singleShot(0, this, [this] { end(failure(cancelledError())); });
}

// Check: account, version, journal and place of files at the same time

void PublishJob::checkAccount()
{
    watch(m_client->user(this, [this](const Result<QString> &user) {
        if (m_ended)
            return;
        m_accountDone = true;
        if (!user) {
            end(failure(m_cancelled ? cancelledError() : user.error()));
            return;
        }
        if (!m_request.userId.isEmpty() && *user != m_request.userId) {
            end(failure(ErrorKind::Authentication,
                tr("This key belongs to the user %1, but the account is that of %2. Enter the key of %2, or sign in to "
                   "another account.")
                    .arg(*user, m_request.userId)));
            return;
        }
        if (m_request.userId.isEmpty())
            identify(*user);
        joinChecks();
    }));
}

void PublishJob::checkVersion()
{
    watch(m_client->version(m_key.name, m_key.version, this, [this](const Result<std::optional<Snapshot>> &snapshot) {
        if (m_ended)
            return;
        m_versionDone = true;
        if (snapshot)
            m_snapshot = *snapshot;
        else if (!m_checkError)
            m_checkError = snapshot.error();
        joinChecks();
    }));
}

void PublishJob::identify(const QString &userId)
{
    m_key.userId = userId;
    auto lock = PublishLock::acquire(m_request.profile, m_key);
    if (!lock) {
        m_checkError = lock.error();
        m_journalDone = m_folderDone = true;
        return;
    }
    m_lock = std::move(*lock);
    lookIntoJournal();
}

void PublishJob::lookIntoJournal()
{
    m_journal->findOpen(m_key, this, unlessEnded([this](const Result<std::optional<PublishRecord>> &record) {
        if (!record) {
            m_checkError = record.error();
            m_journalDone = m_folderDone = true;
            joinChecks();
            return;
        }
        if (*record) {
            m_record = **record;
            m_resumed = true;
        }
        m_journal->images(m_key, this, unlessEnded([this](const Result<QList<ImageRecord>> &images) {
            m_journalDone = true;
            if (!images) {
                m_checkError = images.error();
                m_folderDone = true;
                joinChecks();
                return;
            }
            m_knownImages = *images;
            for (const LocalImage &image : m_request.package.images()) {
                if (const ImageRecord *sent = sentImage(image, m_knownImages))
                    m_urlByPath.insert(image.path, sent->url);
                else
                    m_toSend.append(image);
            }
            askForFolder();
        }));
    }));
}

void PublishJob::askForFolder()
{
    if (m_toSend.isEmpty()) {
        m_folderDone = true;
        joinChecks();
        return;
    }
    watch(m_client->filesUsage(m_key.userId, this, [this](const Result<QString> &folder) {
        if (m_ended)
            return;
        m_folderDone = true;
        if (folder)
            m_folder = *folder;
        else if (!m_checkError)
            m_checkError = folder.error();
        joinChecks();
    }));
}

void PublishJob::joinChecks()
{
    // The account is waited for even after another failure: with a refused key that is what the user must hear of.
    if (m_ended || !m_accountDone || (!m_checkError && (!m_versionDone || !m_journalDone || !m_folderDone)))
        return;
    if (m_cancelled) {
        end(failure(cancelledError()));
        return;
    }
    if (m_checkError) {
        end(failure(*m_checkError));
        return;
    }
    decide();
}

// Decide

PublishPlan PublishJob::plan() const
{
    return planPublish({m_snapshot, m_resumed ? std::optional(m_record) : std::nullopt, m_toSend,
        m_request.replaceSubmitted, m_request.overwriteActive});
}

void PublishJob::decide()
{
    if (m_resumed) {
        emit notice(tr("Going on with the publish of %1 %2 that began at %3.")
                        .arg(m_key.name, m_key.version,
                            m_record.startedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss"))));
    }
    const PublishPlan plan = this->plan();
    switch (plan.way) {
    case PublishPlan::Way::RefuseActive:
        end(failure(ErrorKind::BadInput,
            tr("Version %1 of %2 is approved already. Clusters that have it will not notice an overwritten version: "
               "raise the version, or agree to overwriting it (on the command line: --overwrite-active).")
                .arg(m_key.version, m_key.name)));
        return;
    case PublishPlan::Way::AskToReplace:
        m_asking = true;
        emit replaceQuestion(*m_snapshot);
        return;
    case PublishPlan::Way::NothingToDo:
        m_record.snapshotId = m_snapshot->id;
        emit notice(m_snapshot->status == QLatin1String("submitted")
                ? tr("The version is waiting for review already; nothing is sent again.")
                : tr("The version is approved already; nothing is sent again."));
        conclude(true);
        return;
    case PublishPlan::Way::SendAll:
    case PublishPlan::Way::SendKeptPackage:
    case PublishPlan::Way::SubmitOnly:
        begin();
    }
}

void PublishJob::answerReplace(Result<bool> yes)
{
    if (!m_asking || m_ended)
        return;
    m_asking = false;
    // Later, since the answer may come from inside the question.
    QTimer::singleShot(0, this, [this, yes = std::move(yes)] {
        if (m_ended)
            return;
        if (m_cancelled || (yes && !*yes)) {
            end(failure(
                ErrorKind::Cancelled, tr("Nothing was sent: the version that waits for review stays as it is.")));
        } else if (!yes) {
            end(failure(yes.error()));
        } else {
            m_request.replaceSubmitted = true;
            begin();
        }
    });
}

void PublishJob::begin()
{
    m_plan = plan();
    emit phaseDone(PublishPhase::Check);
    if (m_plan.way == PublishPlan::Way::SubmitOnly)
        submit();
    else if (m_plan.way == PublishPlan::Way::SendKeptPackage)
        sendKeptPackage();
    else if (m_resumed)
        sendImages();
    else
        beginFresh();
}

void PublishJob::beginFresh()
{
    PublishRecord record;
    record.key = m_key;
    record.account = m_request.account;
    record.chartPath = m_request.chartPath;
    record.message = m_request.message;
    record.replaceSubmitted = m_request.replaceSubmitted;
    record.overwriteActive = m_request.overwriteActive;
    m_journal->begin(record, this, unlessEnded([this, record](const Result<qint64> &id) {
        if (!id) {
            end(failure(id.error()));
            return;
        }
        m_record = record;
        m_record.id = *id;
        sendImages();
    }));
}

void PublishJob::sendKeptPackage()
{
    m_journal->loadPackage(m_record.packageSha256, this, unlessEnded([this](const Result<QByteArray> &kept) {
        if (!kept) { // cleaned away meanwhile; the same content gives the same bytes
            sendImages();
            return;
        }
        m_package = *kept;
        sendPackage();
    }));
}

// Act

QString PublishJob::uploadPath(const LocalImage &image) const
{
    // One whose reply was lost goes to the same path, even if the server names another folder today.
    for (const ImageRecord &record : m_knownImages) {
        if (record.uploadName == image.uploadName && record.sha256 == QString::fromLatin1(image.sha256)
            && !record.path.isEmpty())
            return record.path;
    }
    return QStringLiteral("%1/%2/%3/%4").arg(m_folder, m_key.name, m_key.version, image.uploadName);
}

void PublishJob::sendImages()
{
    if (m_toSend.isEmpty()) {
        buildPackage();
        return;
    }
    enter(PublishPhase::Images);
    QList<ImageRecord> records;
    QList<FileUpload> uploads;
    for (const LocalImage &image : std::as_const(m_toSend)) {
        const QString path = uploadPath(image);
        records.append({image.uploadName, QString::fromLatin1(image.sha256), path, {}, StepState::Started});
        uploads.append({image.uploadName, path, image.data});
    }
    const auto send = [this, records, uploads](const Result<void> &recorded) {
        if (!recorded) {
            end(failure(recorded.error()));
            return;
        }
        watch(m_client->uploadFiles(m_key.userId, uploads, this, [this, records](const Result<QStringList> &urls) {
            if (m_ended)
                return;
            if (!urls) {
                fail(PublishStep::Images, urls.error());
                return;
            }
            QList<ImageRecord> done = records;
            for (qsizetype i = 0; i < done.size(); ++i) {
                done[i].url = urls->at(i);
                done[i].state = StepState::Done;
                m_urlByPath.insert(m_toSend.at(i).path, urls->at(i));
            }
            // Recorded even when cancelled meanwhile: these need never be sent again.
            m_journal->imagesDone(m_record.id, m_key, done, this, unlessEnded([this](const Result<void> &kept) {
                if (!kept) {
                    end(failure(kept.error()));
                    return;
                }
                emit phaseDone(PublishPhase::Images);
                buildPackage();
            }));
        }));
    };
    m_journal->imagesStarted(m_record.id, m_key, records, this, unlessEnded(send));
}

void PublishJob::buildPackage()
{
    const Result<Package> built = m_request.package.build(m_urlByPath);
    if (!built) {
        end(failure(built.error()));
        return;
    }
    if (built->bytes.size() > SizeLimits::refused) {
        end(failure(ErrorKind::Refused,
            tr("With the images' addresses the package has %1 bytes; the Cloud takes at most %2. It was not sent. "
               "These images remain on the server: %3. Make the package smaller and push again.")
                .arg(built->bytes.size())
                .arg(SizeLimits::refused)
                .arg(QStringList(m_urlByPath.cbegin(), m_urlByPath.cend()).join(QLatin1String(", ")))));
        return;
    }
    m_package = built->bytes;
    m_journal->storePackage(m_package, this, unlessEnded([this](const Result<QString> &sha) {
        if (!sha) {
            end(failure(sha.error()));
            return;
        }
        m_record.packageSha256 = *sha;
        m_journal->setPackage(m_record.id, *sha, m_package.size(), this, unlessEnded([this](const Result<void> &set) {
            if (!set)
                end(failure(set.error()));
            else if (m_plan.phases.contains(PublishPhase::Withdraw))
                withdraw();
            else
                sendPackage();
        }));
    }));
}

void PublishJob::withdraw()
{
    enter(PublishPhase::Withdraw);
    m_journal->stepStarted(m_record.id, PublishStep::Withdraw, this, unlessEnded([this](const Result<void> &recorded) {
        if (!recorded) {
            end(failure(recorded.error()));
            return;
        }
        watch(m_client->cancelSubmit(m_key.userId, m_snapshot->id, this, [this](const Result<void> &withdrawn) {
            if (m_ended)
                return;
            if (!withdrawn) {
                fail(PublishStep::Withdraw, withdrawn.error());
                return;
            }
            m_journal->stepDone(
                m_record.id, PublishStep::Withdraw, m_snapshot->id, this, unlessEnded([this](const Result<void> &) {
                    emit phaseDone(PublishPhase::Withdraw);
                    sendPackage();
                }));
        }));
    }));
}

void PublishJob::sendPackage()
{
    enter(PublishPhase::Package);
    m_journal->stepStarted(m_record.id, PublishStep::Package, this, unlessEnded([this](const Result<void> &recorded) {
        if (!recorded) {
            end(failure(recorded.error()));
            return;
        }
        watch(m_client->uploadPackage(m_key.userId, m_key.name, m_request.package.fileName(), m_package, this,
            [this](const Result<QString> &snapshot) {
                if (m_ended)
                    return;
                if (!snapshot) {
                    fail(PublishStep::Package, snapshot.error());
                    return;
                }
                m_record.snapshotId = *snapshot;
                m_journal->packageDone(m_record.id, *snapshot, this, unlessEnded([this](const Result<void> &kept) {
                    if (!kept) {
                        end(failure(kept.error()));
                        return;
                    }
                    emit phaseDone(PublishPhase::Package);
                    submit();
                }));
            }));
    }));
}

void PublishJob::submit()
{
    enter(PublishPhase::Submit);
    m_journal->stepStarted(m_record.id, PublishStep::Submit, this, unlessEnded([this](const Result<void> &recorded) {
        if (!recorded) {
            end(failure(recorded.error()));
            return;
        }
        watch(
            m_client->submit(m_key.userId, m_record.snapshotId, message(), this, [this](const Result<void> &submitted) {
                if (m_ended)
                    return;
                if (!submitted) {
                    fail(PublishStep::Submit, submitted.error());
                    return;
                }
                emit phaseDone(PublishPhase::Submit);
                conclude(false);
            }));
    }));
}

void PublishJob::conclude(bool nothingSent)
{
    Published published;
    published.userId = m_key.userId;
    published.snapshotId = m_record.snapshotId;
    published.packageSha256 = m_record.packageSha256;
    published.packageSize = m_package.isEmpty() ? m_record.packageSize : m_package.size();
    published.imageUrls = m_urlByPath.values();
    published.resumed = m_resumed;
    published.nothingSent = nothingSent;
    // It is submitted: a journal that cannot say so any more must not turn that into a failure.
    m_journal->submitted(
        m_record.id, published.snapshotId, this, [this, published](const Result<void> &) { end(published); });
}

QString PublishJob::message() const
{
    // A publish that is gone on with keeps the note that it began with.
    const QString &given = m_request.message.isEmpty() ? m_record.message : m_request.message;
    if (!given.isEmpty())
        return given;
    const QDateTime now = m_now();
    const int offset = now.offsetFromUtc();
    const QString stamp = (offset == 0 ? now.toUTC() : now.toOffsetFromUtc(offset)).toString(Qt::ISODate);
    return stamp + QStringLiteral(" submit for review"); // what reviewers know from ksbuilder; not translated
}

void PublishJob::enter(PublishPhase phase)
{
    // Before the check is over it is not known what there is to do; this is what a first publish takes.
    const qsizetype of
        = m_plan.phases.isEmpty() ? (m_request.package.images().isEmpty() ? 3 : 4) : m_plan.phases.size();
    emit phaseStarted(phase, int(qMax<qsizetype>(0, m_plan.phases.indexOf(phase))) + 1, int(of));
}

void PublishJob::watch(CloudCall *call)
{
    m_calls.removeIf([](const QPointer<CloudCall> &known) { return known.isNull(); });
    m_calls.append(call);
    connect(call, &CloudCall::uploadProgress, this, &PublishJob::uploadProgress);
    connect(call, &CloudCall::waiting, this, &PublishJob::waiting);
}

void PublishJob::fail(PublishStep step, const Error &error)
{
    const Error told = error.kind == ErrorKind::Cancelled ? cancelledError() : error;
    m_journal->stepFailed(m_record.id, step, told.sentence, outcomeUnknown(error), this,
        [this, told](const Result<void> &) { end(failure(told)); });
}

void PublishJob::end(const Result<Published> &result)
{
    if (m_ended)
        return;
    m_ended = true;
    const auto calls = m_calls;
    for (const QPointer<CloudCall> &call : calls) {
        if (call)
            call->cancel();
    }
    m_lock.reset();
    emit finished(result);
}

} // namespace ksp
