#include "practice/PracticeStore.h"

#include "practice/PracticeSeed.h"
#include "practice/StateFolder.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>

namespace ksp {

namespace {

constexpr QLatin1String usersFile("users.json");
constexpr QLatin1String filesFile("files.json");
constexpr QLatin1String seedFile("seed.json");

constexpr QLatin1String draft("draft");
constexpr QLatin1String submitted("submitted");
constexpr QLatin1String active("active");
constexpr QLatin1String rejected("rejected");

tl::unexpected<Error> refused(int status, const QString &message)
{
    return failure(ErrorKind::Refused, message, {}, status);
}

/// A failure of the state folder, as a reply.
Error serverFault(Error error)
{
    error.httpStatus = 500;
    return error;
}

PracticeUser makeUser()
{
    const auto number = QRandomGenerator::system()->generate64() % 900'000'000'000'000'000U + 100'000'000'000'000'000U;
    return {QStringLiteral("usr-%1").arg(number),
        QStringLiteral("kck-") + QUuid::createUuid().toString(QUuid::WithoutBraces)};
}

/// Segments that a URL and a file store both take as they are.
bool isFilePath(const QString &path, const QString &folder)
{
    if (!path.startsWith(folder + u'/') || path.size() > 1024) {
        return false;
    }
    const QStringList segments = path.split(u'/');
    return std::all_of(segments.begin(), segments.end(), [](const QString &segment) {
        return !segment.isEmpty() && segment != QLatin1String(".") && segment != QLatin1String("..")
            && std::all_of(segment.begin(), segment.end(), [](QChar c) { return c.isPrint() && c != u'\\'; });
    });
}

QString extensionFile(const QString &name)
{
    return QStringLiteral("extensions/%1.json").arg(name);
}

} // namespace

PracticeStore::PracticeStore(std::unique_ptr<StateFolder> folder, PracticeStoreOptions options)
    : m_folder(std::move(folder)), m_options(std::move(options)),
      m_lastId(500'000'000'000'000'000 + QRandomGenerator::system()->bounded(Q_INT64_C(100'000'000'000'000'000)))
{
}

PracticeStore::~PracticeStore() = default;

Result<std::unique_ptr<PracticeStore>> PracticeStore::open(PracticeStoreOptions options)
{
    Result<std::unique_ptr<StateFolder>> folder = StateFolder::open(options.folder);
    if (!folder) {
        return failure(folder.error());
    }
    std::unique_ptr<PracticeStore> store(new PracticeStore(*std::move(folder), std::move(options)));
    if (Result<void> loaded = store->load(); !loaded) {
        return failure(loaded.error());
    }
    return store;
}

QStringList PracticeStore::notices() const
{
    return m_folder->notices();
}

QString PracticeStore::folder() const
{
    return m_folder->path();
}

// ---- Loading

Result<void> PracticeStore::load()
{
    // Seeded extensions come first: what was changed of them since lies among the others and replaces them.
    return loadUsers()
        .and_then([this] { return loadFiles(); })
        .and_then([this] { return loadSeed(); })
        .and_then([this] { return loadExtensions(); });
}

Result<void> PracticeStore::loadUsers()
{
    const auto document = m_folder->read(usersFile);
    if (!document) {
        return failure(document.error());
    }
    if (*document) {
        const QJsonArray users = (*document)->array();
        for (const auto &each : users) {
            const PracticeUser user{each[u"user_id"].toString(), each[u"key"].toString()};
            if (!user.id.startsWith(QLatin1String("usr-")) || !user.key.startsWith(QLatin1String("kck-"))) {
                m_users.clear();
                break;
            }
            m_users.append(user);
        }
        if (!m_users.isEmpty()) {
            return {};
        }
        if (Result<void> aside = m_folder->setAside(usersFile); !aside) {
            return aside;
        }
    }
    return addUser().map([](const PracticeUser &) {});
}

Result<void> PracticeStore::loadFiles()
{
    const auto document = m_folder->read(filesFile);
    if (!document) {
        return failure(document.error());
    }
    if (!*document) {
        return {};
    }
    const QJsonObject files = (*document)->object();
    for (auto file = files.begin(); file != files.end(); ++file) {
        m_files.insert(file.key(), file.value().toString().toLatin1());
    }
    return {};
}

Result<void> PracticeStore::loadSeed()
{
    const auto document = m_folder->read(seedFile);
    if (!document) {
        return failure(document.error());
    }
    std::optional<PracticeSeed> seed;
    if (*document) {
        seed = PracticeSeed::fromJson((*document)->object());
        if (!seed) {
            return m_folder->setAside(seedFile);
        }
    } else if (m_options.seedExtensions > 0 && m_options.seedSnapshots > 0) {
        seed = PracticeSeed{m_options.seedExtensions, m_options.seedSnapshots, newId().toLongLong(), m_options.now()};
        if (!seed->isUsable()) {
            return failure(ErrorKind::BadInput, tr("So many versions cannot be made up. Ask for fewer."));
        }
        if (Result<void> written = m_folder->write(seedFile, QJsonDocument(seed->toJson())); !written) {
            return written;
        }
    } else {
        return {};
    }
    for (const PracticeExtension &extension : seed->make(owner().id)) {
        keepInMemory(extension);
    }
    return {};
}

Result<void> PracticeStore::loadExtensions()
{
    for (const QString &file : m_folder->jsonFilesIn(QStringLiteral("extensions"))) {
        const auto document = m_folder->read(file);
        if (!document) {
            return failure(document.error());
        }
        if (!*document) {
            continue;
        }
        const std::optional<PracticeExtension> extension = extensionFromStateJson((*document)->object());
        const bool usable = extension && extensionFile(extension->name) == file
            && m_idOfName.value(extension->name, extension->id) == extension->id;
        if (usable) {
            keepInMemory(*extension);
        } else if (Result<void> aside = m_folder->setAside(file); !aside) {
            return aside;
        }
    }
    return {};
}

// ---- Keeping

void PracticeStore::keepInMemory(const PracticeExtension &extension)
{
    m_extensions.insert(extension.id, extension);
    m_idOfName.insert(extension.name, extension.id);
    m_lastId = std::max(m_lastId, extension.id.toLongLong());
    for (const PracticeSnapshot &snapshot : extension.snapshots) {
        m_extensionOfSnapshot.insert(snapshot.id, extension.id);
        m_lastId = std::max(m_lastId, snapshot.id.toLongLong());
        if (snapshot.status == submitted) {
            m_submitted.insert(snapshot.id, snapshot.submittedAt);
        } else {
            m_submitted.remove(snapshot.id);
        }
    }
    ++m_revision;
}

Result<void> PracticeStore::keep(PracticeExtension extension)
{
    extension.updateLatestVersion();
    if (Result<void> written = m_folder->write(extensionFile(extension.name), QJsonDocument(toStateJson(extension)));
        !written) {
        return failure(serverFault(written.error()));
    }
    keepInMemory(extension);
    return {};
}

QString PracticeStore::newId()
{
    m_lastId += QRandomGenerator::system()->bounded(1, 1 << 24);
    return QString::number(m_lastId);
}

// ---- Users and files

const PracticeUser *PracticeStore::userOfKey(const QString &key) const
{
    const auto found
        = std::find_if(m_users.begin(), m_users.end(), [&key](const PracticeUser &user) { return user.key == key; });
    return found == m_users.end() ? nullptr : &*found;
}

Result<PracticeUser> PracticeStore::addUser()
{
    const PracticeUser user = makeUser();
    const QList<PracticeUser> all = m_users + QList<PracticeUser>{user};
    QJsonArray users;
    for (const PracticeUser &each : all) {
        users.append(QJsonObject{{QStringLiteral("user_id"), each.id}, {QStringLiteral("key"), each.key}});
    }
    if (Result<void> written = m_folder->write(usersFile, QJsonDocument(users)); !written) {
        return failure(serverFault(written.error()));
    }
    m_users = all;
    return user;
}

QString PracticeStore::filesFolder(const QString &user)
{
    return QStringLiteral("ext/") + user;
}

Result<void> PracticeStore::addFiles(const QString &user, const QList<PracticeFile> &files)
{
    for (const PracticeFile &file : files) {
        if (!isFilePath(file.path, filesFolder(user))) {
            return refused(400, QStringLiteral("the path \"%1\" is not allowed").arg(file.path));
        }
    }
    QMap<QString, QByteArray> all = m_files;
    for (const PracticeFile &file : files) {
        const Result<QByteArray> digest = m_folder->addBlob(file.data);
        if (!digest) {
            return failure(serverFault(digest.error()));
        }
        all.insert(file.path, *digest);
    }
    QJsonObject object;
    for (auto file = all.constBegin(); file != all.constEnd(); ++file) {
        object.insert(file.key(), QString::fromLatin1(file.value()));
    }
    if (Result<void> written = m_folder->write(filesFile, QJsonDocument(object)); !written) {
        return failure(serverFault(written.error()));
    }
    m_files = all;
    return {};
}

Result<QByteArray> PracticeStore::file(const QString &path) const
{
    const auto found = m_files.constFind(path);
    if (found == m_files.constEnd()) {
        return refused(404, QStringLiteral("file not found"));
    }
    return m_folder->blob(*found).map_error(serverFault);
}

// ---- Extensions

Result<PracticeSnapshot> PracticeStore::addPackage(const QString &user, const QString &name, const PackageInfo &info,
    const QByteArray &tgz, bool force, bool createExtension)
{
    if (info.name != name) {
        return refused(400, QStringLiteral("the package is of the extension %1, not of %2").arg(info.name, name));
    }
    PracticeExtension extension = m_extensions.value(m_idOfName.value(name));
    if (extension.id.isEmpty()) {
        if (!createExtension) {
            return refused(404, QStringLiteral("extension not found"));
        }
        extension.id = newId();
        extension.name = name;
        extension.owner = user;
    } else if (extension.owner != user) {
        return refused(403, QStringLiteral("the extension %1 belongs to another user").arg(name));
    }
    qsizetype index = extension.indexOfVersion(info.version);
    if (index >= 0 && !force) {
        return refused(409, QStringLiteral("version %1 of the extension %2 exists already").arg(info.version, name));
    }
    const Result<QByteArray> digest = m_folder->addBlob(tgz);
    if (!digest) {
        return failure(serverFault(digest.error()));
    }
    const QDateTime now = m_options.now();
    if (index < 0) {
        index = extension.snapshots.size();
        extension.snapshots.append(PracticeSnapshot{newId(), {}, {}, {}, {}, now, {}, {}});
    }
    PracticeSnapshot &snapshot = extension.snapshots[index];
    snapshot.status = draft;
    snapshot.package = info;
    snapshot.digest = *digest;
    snapshot.note.clear();
    snapshot.submittedAt = {};
    snapshot.updatedAt = snapshot.updatedAt.isValid() ? std::max(now, snapshot.updatedAt.addMSecs(1)) : now;
    PracticeSnapshot result = snapshot;
    return keep(extension).map([&result] { return std::move(result); });
}

Result<void> PracticeStore::change(const QString &user, const QString &snapshotId, const QString &from,
    const QString &to, const QString &complaint, const std::function<void(PracticeSnapshot &)> &also)
{
    PracticeExtension extension = m_extensions.value(m_extensionOfSnapshot.value(snapshotId));
    const bool visible = !extension.id.isEmpty() && (user.isEmpty() || extension.owner == user);
    if (!visible) {
        return refused(404, QStringLiteral("snapshot not found"));
    }
    PracticeSnapshot &snapshot = extension.snapshots[extension.indexOfId(snapshotId)];
    if (snapshot.status != from) {
        return refused(409, complaint.arg(snapshotId, snapshot.status));
    }
    snapshot.status = to;
    snapshot.submittedAt = {};
    snapshot.updatedAt = std::max(m_options.now(), snapshot.updatedAt.addMSecs(1));
    if (also) {
        also(snapshot);
    }
    return keep(extension);
}

Result<void> PracticeStore::submit(const QString &user, const QString &snapshotId, const QString &note)
{
    return change(user, snapshotId, draft, submitted,
        QStringLiteral("snapshot %1 is %2, only a draft can be submitted"), [this, &note](PracticeSnapshot &snapshot) {
            snapshot.submittedAt = m_options.now();
            snapshot.note = note;
        });
}

Result<void> PracticeStore::cancelSubmit(const QString &user, const QString &snapshotId)
{
    return change(user, snapshotId, submitted, draft, QStringLiteral("snapshot %1 is %2, it is not under review"));
}

Result<void> PracticeStore::approve(const QString &snapshotId)
{
    return change({}, snapshotId, submitted, active, QStringLiteral("snapshot %1 is %2, it is not under review"));
}

Result<void> PracticeStore::reject(const QString &snapshotId, const QString &as)
{
    if (as != draft && as != rejected) {
        return refused(400, QStringLiteral("a snapshot can be sent back as draft or rejected, not as \"%1\"").arg(as));
    }
    return change({}, snapshotId, submitted, as, QStringLiteral("snapshot %1 is %2, it is not under review"));
}

void PracticeStore::settleReviews()
{
    if (!m_options.reviewAfterSeconds || m_submitted.isEmpty()) {
        return;
    }
    const QDateTime due = m_options.now().addSecs(-*m_options.reviewAfterSeconds);
    const QHash<QString, QDateTime> waiting = m_submitted;
    for (auto each = waiting.constBegin(); each != waiting.constEnd(); ++each) {
        if (each.value() <= due) {
            // What cannot be written now is still submitted, and its turn comes again with the next call.
            static_cast<void>(approve(each.key()));
        }
    }
}

Result<PracticeExtension> PracticeStore::extension(const QString &user, const QString &name) const
{
    const auto found = m_extensions.constFind(m_idOfName.value(name));
    if (found == m_extensions.constEnd() || found->owner != user) {
        return refused(404, QStringLiteral("extension not found"));
    }
    return *found;
}

Result<PracticeSnapshot> PracticeStore::version(const QString &user, const QString &name, const QString &version) const
{
    const Result<PracticeExtension> found = extension(user, name);
    if (!found) {
        return failure(found.error());
    }
    const qsizetype index = found->indexOfVersion(version);
    if (index < 0) {
        return refused(404, QStringLiteral("extension version not found"));
    }
    return found->snapshots.at(index);
}

Result<QByteArray> PracticeStore::betaPackage(const QString &fileName) const
{
    constexpr QLatin1String suffix(".tgz");
    const QString base = fileName.endsWith(suffix) ? fileName.chopped(suffix.size()) : QString();
    for (const PracticeExtension &extension : m_extensions) {
        const qsizetype index = base.startsWith(extension.name + u'-')
            ? extension.indexOfVersion(base.mid(extension.name.size() + 1))
            : -1;
        if (index >= 0 && extension.snapshots.at(index).isOffered()) {
            return m_folder->blob(extension.snapshots.at(index).digest).map_error(serverFault);
        }
    }
    return refused(404, QStringLiteral("package not found"));
}

} // namespace ksp
