#include "publish/PublishCheck.h"

#include "publish/PublishPlan.h"

namespace ksp {

PublishCheck::PublishCheck(const PublishRequest *request, CloudClient *client, Journal *journal, QObject *parent)
    : QObject(parent), m_request(request), m_client(client), m_journal(journal)
{
    m_grounds.key.server = request->server;
    m_grounds.key.name = request->package.metadata().name.text;
    m_grounds.key.version = request->package.metadata().version.text;
    m_grounds.key.content = QString::fromLatin1(request->package.contentId());
}

void PublishCheck::start()
{
    askForAccount();
    askForVersion();
    if (!m_request->userId.isEmpty())
        identify(m_request->userId);
}

void PublishCheck::cancel()
{
    if (m_ended || m_cancelled)
        return;
    m_cancelled = true;
    const auto calls = m_calls;
    for (const QPointer<CloudCall> &call : calls) {
        if (call)
            call->cancel();
    }
}

void PublishCheck::askForAccount()
{
    watch(m_client->user(this, [this](const Result<QString> &user) {
        if (m_ended)
            return;
        m_accountDone = true;
        if (!user)
            return end(failure(m_cancelled ? publishCancelled() : user.error()));
        if (!m_request->userId.isEmpty() && *user != m_request->userId) {
            return end(failure(ErrorKind::Authentication,
                tr("This key belongs to the user %1, but the account is that of %2. Enter the key of %2, or sign in to "
                   "another account.")
                    .arg(*user, m_request->userId)));
        }
        if (m_request->userId.isEmpty())
            identify(*user);
        join();
    }));
}

void PublishCheck::askForVersion()
{
    const PublishKey &key = m_grounds.key;
    watch(m_client->version(key.name, key.version, this, [this](const Result<std::optional<Snapshot>> &snapshot) {
        if (m_ended)
            return;
        m_versionDone = true;
        if (snapshot)
            m_grounds.snapshot = *snapshot;
        else if (!m_error)
            m_error = snapshot.error();
        join();
    }));
}

void PublishCheck::identify(const QString &userId)
{
    m_grounds.key.userId = userId;
    auto lock = PublishLock::acquire(m_request->profile, m_grounds.key);
    if (!lock) {
        m_error = lock.error();
        m_journalDone = m_folderDone = true;
        return;
    }
    m_lock = std::move(*lock);
    lookIntoJournal();
}

void PublishCheck::lookIntoJournal()
{
    m_journal->findOpen(m_grounds.key, this, [this](const Result<std::optional<PublishRecord>> &record) {
        if (m_ended)
            return;
        if (!record)
            return failJournal(record.error());
        m_grounds.record = *record;
        lookForImages();
    });
}

void PublishCheck::lookForImages()
{
    m_journal->images(m_grounds.key, this, [this](const Result<QList<ImageRecord>> &images) {
        if (m_ended)
            return;
        if (!images)
            return failJournal(images.error());
        m_journalDone = true;
        m_grounds.knownImages = *images;
        for (const LocalImage &image : m_request->package.images()) {
            if (const ImageRecord *sent = sentImage(image, m_grounds.knownImages))
                m_grounds.urlByPath.insert(image.path, sent->url);
            else
                m_grounds.imagesToSend.append(image);
        }
        askForFolder();
    });
}

void PublishCheck::askForFolder()
{
    if (m_grounds.imagesToSend.isEmpty() || m_cancelled) {
        m_folderDone = true;
        return join();
    }
    watch(m_client->filesUsage(m_grounds.key.userId, this, [this](const Result<QString> &folder) {
        if (m_ended)
            return;
        m_folderDone = true;
        if (folder)
            m_grounds.folder = *folder;
        else if (!m_error)
            m_error = folder.error();
        join();
    }));
}

void PublishCheck::failJournal(const Error &error)
{
    m_error = error;
    m_journalDone = m_folderDone = true;
    join();
}

void PublishCheck::join()
{
    if (m_ended)
        return;
    if (m_cancelled)
        return end(failure(publishCancelled()));
    // The account is waited for even after another failure: with a refused key that is what the user must hear of.
    if (!m_accountDone || (!m_error && (!m_versionDone || !m_journalDone || !m_folderDone)))
        return;
    end(m_error ? Result<PublishGrounds>(failure(*m_error)) : Result<PublishGrounds>(m_grounds));
}

void PublishCheck::watch(CloudCall *call)
{
    m_calls.append(call);
    connect(call, &CloudCall::waiting, this, &PublishCheck::waiting);
}

void PublishCheck::end(Result<PublishGrounds> result)
{
    m_ended = true;
    m_result = std::move(result);
    const auto calls = m_calls;
    for (const QPointer<CloudCall> &call : calls) {
        if (call)
            call->cancel();
    }
    emit finished();
}

} // namespace ksp
