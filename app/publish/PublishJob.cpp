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
            end(failure(publishCancelled()));
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
            end(failure(publishCancelled()));
            return;
        }
        if (const auto tooLarge = m_request.package.tooLarge()) {
            end(failure(*tooLarge));
            return;
        }
        enter(PublishPhase::Check);
        if (m_cancelled) { // by whoever heard of the phase
            end(failure(publishCancelled()));
            return;
        }
        check();
    });
}

void PublishJob::cancel()
{
    if (m_ended || m_cancelled)
        return;
    m_cancelled = true;
    if (m_check)
        m_check->cancel();
    const auto calls = m_calls;
    for (const QPointer<CloudCall> &call : calls) {
        if (call)
            call->cancel();
    }
    // What is under way ends the job: a call, the journal or the next turn. Only while somebody is asked nothing is.
    if (m_asking)
        QTimer::singleShot(0, this, [this] { end(failure(publishCancelled())); });
}

void PublishJob::check()
{
    m_check = new PublishCheck(&m_request, m_client, m_journal, this);
    connect(m_check, &PublishCheck::waiting, this, &PublishJob::waiting);
    connect(m_check, &PublishCheck::finished, this, &PublishJob::onChecked);
    m_check->start();
}

void PublishJob::onChecked()
{
    const Result<PublishGrounds> grounds = m_check->result();
    m_lock = m_check->takeLock();
    m_check->deleteLater();
    m_check.clear();
    if (!grounds) {
        end(failure(grounds.error()));
        return;
    }
    m_grounds = *grounds;
    if (m_grounds.record)
        m_record = *m_grounds.record;
    decide();
}

// Decide

PublishPlan PublishJob::plan() const
{
    return planPublish({m_grounds.snapshot, m_grounds.record, m_grounds.imagesToSend, m_request.replaceSubmitted,
        m_request.overwriteActive});
}

void PublishJob::decide()
{
    if (m_grounds.record) {
        emit notice(tr("Going on with the publish of %1 %2 that began at %3.")
                        .arg(m_grounds.key.name, m_grounds.key.version,
                            m_record.startedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss"))));
    }
    const PublishPlan plan = this->plan();
    switch (plan.way) {
    case PublishPlan::Way::RefuseActive:
        end(failure(ErrorKind::BadInput,
            tr("Version %1 of %2 is approved already. Clusters that have it will not notice an overwritten version: "
               "raise the version, or agree to overwriting it (on the command line: --overwrite-active).")
                .arg(m_grounds.key.version, m_grounds.key.name)));
        return;
    case PublishPlan::Way::AskToReplace:
        m_asking = true;
        emit replaceQuestion(*m_grounds.snapshot);
        return;
    case PublishPlan::Way::NothingToDo:
        m_record.snapshotId = m_grounds.snapshot->id;
        emit notice(m_grounds.snapshot->status == QLatin1String("submitted")
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
            const Snapshot &found = *m_grounds.snapshot;
            end(failure(ErrorKind::Cancelled,
                found.status == QLatin1String("submitted")
                    ? tr("Nothing was sent: the version that waits for review stays as it is.")
                    : tr("Nothing was sent: version %1 is on the server with the status “%2” and stays as it is.")
                          .arg(found.version, found.status)));
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
    else if (m_grounds.record)
        sendImages();
    else
        beginFresh();
}

void PublishJob::beginFresh()
{
    PublishRecord record;
    record.key = m_grounds.key;
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
    for (const ImageRecord &record : m_grounds.knownImages) {
        if (record.uploadName == image.uploadName && record.sha256 == QString::fromLatin1(image.sha256)
            && !record.path.isEmpty())
            return record.path;
    }
    return QStringLiteral("%1/%2/%3/%4")
        .arg(m_grounds.folder, m_grounds.key.name, m_grounds.key.version, image.uploadName);
}

void PublishJob::sendImages()
{
    if (m_grounds.imagesToSend.isEmpty()) {
        buildPackage();
        return;
    }
    enter(PublishPhase::Images);
    QList<ImageRecord> records;
    QList<FileUpload> uploads;
    for (const LocalImage &image : std::as_const(m_grounds.imagesToSend)) {
        const QString path = uploadPath(image);
        records.append({image.uploadName, QString::fromLatin1(image.sha256), path, {}, StepState::Started});
        uploads.append({image.uploadName, path, image.data});
    }
    const auto send = [this, records, uploads](const Result<void> &recorded) {
        if (!recorded) {
            end(failure(recorded.error()));
            return;
        }
        watch(m_client->uploadFiles(
            m_grounds.key.userId, uploads, this, [this, records](const Result<QStringList> &urls) {
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
                    m_grounds.urlByPath.insert(m_grounds.imagesToSend.at(i).path, urls->at(i));
                }
                // Recorded even when cancelled meanwhile: these need never be sent again.
                m_journal->imagesDone(
                    m_record.id, m_grounds.key, done, this, unlessEnded([this](const Result<void> &kept) {
                        if (!kept) {
                            end(failure(kept.error()));
                            return;
                        }
                        emit phaseDone(PublishPhase::Images);
                        buildPackage();
                    }));
            }));
    };
    m_journal->imagesStarted(m_record.id, m_grounds.key, records, this, unlessEnded(send));
}

void PublishJob::buildPackage()
{
    const Result<Package> built = m_request.package.build(m_grounds.urlByPath);
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
                .arg(QStringList(m_grounds.urlByPath.cbegin(), m_grounds.urlByPath.cend()).join(QLatin1String(", ")))));
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
        watch(m_client->cancelSubmit(
            m_grounds.key.userId, m_grounds.snapshot->id, this, [this](const Result<void> &withdrawn) {
                if (m_ended)
                    return;
                if (!withdrawn) {
                    fail(PublishStep::Withdraw, withdrawn.error());
                    return;
                }
                m_journal->stepDone(m_record.id, PublishStep::Withdraw, m_grounds.snapshot->id, this,
                    unlessEnded([this](const Result<void> &kept) {
                        if (!kept) {
                            end(failure(kept.error()));
                            return;
                        }
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
        watch(m_client->uploadPackage(m_grounds.key.userId, m_grounds.key.name, m_request.package.fileName(), m_package,
            this, [this](const Result<QString> &snapshot) {
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
        watch(m_client->submit(
            m_grounds.key.userId, m_record.snapshotId, message(), this, [this](const Result<void> &submitted) {
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
    published.userId = m_grounds.key.userId;
    published.snapshotId = m_record.snapshotId;
    published.packageSha256 = m_record.packageSha256;
    published.packageSize = m_package.isEmpty() ? m_record.packageSize : m_package.size();
    published.imageUrls = m_grounds.urlByPath.values();
    published.resumed = m_grounds.record.has_value();
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
    const Error told = error.kind == ErrorKind::Cancelled ? publishCancelled() : error;
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
