#include "helmrepo/HelmHome.h"

#include "chart/YamlDocument.h"
#include "helmrepo/HelmIndex.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr qint64 mostRepositoriesBytes = 4 * 1024 * 1024;

/// One entry of repositories.yaml, with the keys that helm keeps (helm 3.18, pkg/repo/chartrepo.go, Entry).
struct Repository
{
    QMap<QString, QString> texts;
    QMap<QString, bool> flags;
};

constexpr QLatin1String nameKey("name");
constexpr QLatin1String urlKey("url");
constexpr QLatin1String insecureKey("insecure_skip_tls_verify");
constexpr QLatin1String passAllKey("pass_credentials_all");
/// In the order of the file, which is the alphabet's.
constexpr std::array entryKeys{QLatin1String("caFile"), QLatin1String("certFile"), insecureKey,
    QLatin1String("keyFile"), nameKey, passAllKey, QLatin1String("password"), urlKey, QLatin1String("username")};

bool isFlag(QLatin1String key)
{
    return key == insecureKey || key == passAllKey;
}

struct Repositories
{
    QString apiVersion;
    QString generated = QStringLiteral("0001-01-01T00:00:00Z"); ///< Go's zero time, as helm writes it.
    QList<Repository> entries;
};

/// helm's lock: flock(2) on a file beside repositories.yaml.
class Lock
{
public:
    explicit Lock(const QString &repositoriesFile)
    {
        const qsizetype dot = repositoriesFile.lastIndexOf(u'.');
        const bool hasEnding = dot > 0 && dot > repositoriesFile.lastIndexOf(u'/');
        const QString base = hasEnding ? repositoriesFile.left(dot) : repositoriesFile;
        m_fd
            = ::open(QFile::encodeName(base + QStringLiteral(".lock")).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        m_held = m_fd >= 0 && ::flock(m_fd, LOCK_EX | LOCK_NB) == 0;
    }
    ~Lock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Lock)

    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    int m_fd = -1;
    bool m_held = false;
};

QString textOf(const YamlDocument &yaml, int map, const QString &key)
{
    const int value = yaml.find(map, key);
    return value < 0 ? QString() : yaml.node(yaml.resolve(value)).scalar().text;
}

bool isNothing(const YamlNode &node)
{
    return node.kind == YamlNode::Kind::Null
        || (node.kind == YamlNode::Kind::Scalar && node.type() == YamlNode::Type::Null);
}

QString environmentPath(
    const HelmHome::Environment &environment, const QString &helm, const QString &xdg, const QString &standard)
{
    if (const QString own = environment.value(helm); !own.isEmpty())
        return own;
    const QString base = environment.value(xdg);
    return (base.isEmpty() ? environment.value(QStringLiteral("HOME")) + standard : base) + QStringLiteral("/helm");
}

Result<Repositories> readRepositories(const QString &fileName)
{
    Repositories repositories;
    QFile file(fileName);
    if (!file.exists())
        return repositories;
    const auto refused = [&](const QString &detail) {
        return failure(ErrorKind::BadInput,
            HelmHome::tr("Helm's list of repositories, %1, cannot be understood and was left alone. Add the repository "
                         "with the commands instead.")
                .arg(QDir::toNativeSeparators(fileName)),
            detail);
    };
    if (!file.open(QIODevice::ReadOnly))
        return refused(file.errorString());
    if (file.size() > mostRepositoriesBytes)
        return refused(QStringLiteral("%1 bytes").arg(file.size()));
    const auto yaml = YamlDocument::parse(file.readAll(), fileName);
    if (!yaml)
        return refused(yaml.error().sentence);
    const YamlNode &root = yaml->node(yaml->root());
    if (isNothing(root))
        return repositories;
    if (root.kind != YamlNode::Kind::Map)
        return refused(QStringLiteral("no map"));
    repositories.apiVersion = textOf(*yaml, yaml->root(), QStringLiteral("apiVersion"));
    if (const QString time = textOf(*yaml, yaml->root(), QStringLiteral("generated")); !time.isEmpty())
        repositories.generated = time;
    const int list = yaml->find(yaml->root(), QStringLiteral("repositories"));
    if (list < 0)
        return repositories;
    const YamlNode &items = yaml->node(yaml->resolve(list));
    if (items.kind != YamlNode::Kind::Sequence) {
        if (isNothing(items))
            return repositories;
        return refused(QStringLiteral("repositories is no list"));
    }
    for (const int item : items.items) {
        const int map = yaml->resolve(item);
        if (yaml->node(map).kind != YamlNode::Kind::Map)
            return refused(QStringLiteral("a repository is no map"));
        Repository entry;
        for (const QLatin1String key : entryKeys) {
            const int value = yaml->find(map, key);
            if (value >= 0 && yaml->node(yaml->resolve(value)).kind != YamlNode::Kind::Scalar)
                return refused(QStringLiteral("%1 is no text").arg(key));
            if (isFlag(key))
                entry.flags.insert(key, textOf(*yaml, map, key) == QLatin1String("true"));
            else
                entry.texts.insert(key, textOf(*yaml, map, key));
        }
        repositories.entries.append(entry);
    }
    return repositories;
}

/// As helm's writer does: without quotes where nothing but a text can be meant.
QByteArray scalar(const QString &text)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z/][A-Za-z0-9_./:@+=-]*\\z"));
    const QByteArray bytes = text.toUtf8();
    const bool isPlain = plain.match(text).hasMatch() && !text.endsWith(u':')
        && resolveScalar(bytes, {}, true).type == YamlType::String;
    return isPlain ? bytes : yamlQuoted(text);
}

QByteArray written(const Repositories &repositories)
{
    QByteArray text = "apiVersion: " + scalar(repositories.apiVersion)
        + "\ngenerated: " + scalar(repositories.generated) + "\nrepositories:\n";
    for (const Repository &entry : repositories.entries) {
        QByteArray lead = "- ";
        for (const QLatin1String key : entryKeys) {
            text += lead + key.latin1() + ": ";
            text
                += isFlag(key) ? QByteArray(entry.flags.value(key) ? "true" : "false") : scalar(entry.texts.value(key));
            text += '\n';
            lead = "  ";
        }
    }
    return text;
}

/// With a slash at the end or without: helm takes both for the same place.
bool isAt(const Repository &repository, const QUrl &url)
{
    const QString known = repository.texts.value(urlKey);
    return (known.endsWith(QLatin1Char('/')) ? known.chopped(1) : known)
        == QString::fromLatin1(url.adjusted(QUrl::StripTrailingSlash).toEncoded());
}

QString withoutPassword(const QString &url)
{
    return QUrl(url).toDisplayString().left(300);
}

Result<void> save(QSaveFile &file, const QByteArray &content, QFileDevice::Permissions permissions)
{
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(permissions) && file.write(content) == content.size()
        && file.commit())
        return {};
    return failure(ErrorKind::Internal,
        HelmHome::tr("%1 cannot be written. Check its folder and the room on the disk, then try again.")
            .arg(QDir::toNativeSeparators(file.fileName())),
        file.errorString());
}

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr QFileDevice::Permissions everybodyReads = ownerOnly | QFileDevice::ReadGroup | QFileDevice::ReadOther;

} // namespace

HelmHome::HelmHome(const Environment &environment)
{
    const auto orInside = [&](const QString &variable, const QString &inside) {
        const QString own = environment.value(variable);
        return own.isEmpty() ? inside : own;
    };
    const QString config = environmentPath(
        environment, QStringLiteral("HELM_CONFIG_HOME"), QStringLiteral("XDG_CONFIG_HOME"), QStringLiteral("/.config"));
    const QString cache = environmentPath(
        environment, QStringLiteral("HELM_CACHE_HOME"), QStringLiteral("XDG_CACHE_HOME"), QStringLiteral("/.cache"));
    m_repositoriesFile
        = orInside(QStringLiteral("HELM_REPOSITORY_CONFIG"), config + QStringLiteral("/repositories.yaml"));
    m_cacheFolder = orInside(QStringLiteral("HELM_REPOSITORY_CACHE"), cache + QStringLiteral("/repository"));
}

HelmHome::Environment HelmHome::systemEnvironment()
{
    Environment environment;
    for (const char *name : {"HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE", "HELM_CONFIG_HOME", "HELM_CACHE_HOME",
             "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"})
        environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    return environment;
}

Result<bool> HelmHome::has(const QString &name, const QUrl &url) const
{
    const auto repositories = readRepositories(m_repositoriesFile);
    if (!repositories)
        return failure(repositories.error());
    return std::any_of(repositories->entries.begin(), repositories->entries.end(),
        [&](const Repository &repository) { return repository.texts.value(nameKey) == name && isAt(repository, url); });
}

Result<void> HelmHome::add(
    const QString &name, const QUrl &url, const QString &indexFile, const std::stop_token &stop) const
{
    if (name.isEmpty() || name.startsWith(QLatin1Char('.')) || name.contains(QLatin1Char('/'))) {
        return failure(ErrorKind::BadInput,
            tr("A repository's name must not be empty, begin with a dot or contain a slash. Choose another."));
    }
    QDir().mkpath(QFileInfo(m_repositoriesFile).path());
    const Lock lock(m_repositoriesFile);
    if (!lock.isHeld()) {
        return failure(ErrorKind::Internal,
            tr("Another helm is changing the list of repositories, or its folder cannot be written. Try again."),
            m_repositoriesFile);
    }
    auto repositories = readRepositories(m_repositoriesFile);
    if (!repositories)
        return failure(repositories.error());
    const auto known = std::find_if(repositories->entries.cbegin(), repositories->entries.cend(),
        [&](const Repository &repository) { return repository.texts.value(nameKey) == name; });
    const bool isKnown = known != repositories->entries.cend();
    if (isKnown && !isAt(*known, url)) {
        return failure(ErrorKind::BadInput,
            tr("Helm knows another repository by the name %1: %2. Remove it with \"helm repo remove %1\", then try "
               "again.")
                .arg(name, withoutPassword(known->texts.value(urlKey))));
    }
    // helm loads the index first, too: a repository that has none is not added.
    if (const auto filled = fillCache(name, indexFile, stop); !filled || isKnown)
        return filled;
    Repository added;
    added.texts = {{nameKey, name}, {urlKey, QString::fromLatin1(url.toEncoded())}};
    repositories->entries.append(added);
    QSaveFile file(m_repositoriesFile);
    return save(file, written(*repositories), ownerOnly);
}

Result<void> HelmHome::fillCache(const QString &name, const QString &indexFile, const std::stop_token &stop) const
{
    QFile index(indexFile);
    if (!index.open(QIODevice::ReadOnly))
        return failure(
            ErrorKind::Internal, tr("The repository's index cannot be read. Try again."), index.errorString());
    QStringList charts;
    IndexReading reading;
    reading.chartSeen = [&](const QString &chart) { charts.append(chart); };
    if (const auto read = readHelmIndex(&index, tr("The repository's index"), reading, stop); !read)
        return failure(read.error());
    charts.sort(); // helm's order is random
    charts.removeDuplicates();

    QDir().mkpath(m_cacheFolder);
    const QString base = QDir(m_cacheFolder).filePath(name);
    QSaveFile copy(base + QStringLiteral("-index.yaml"));
    bool ok = copy.open(QIODevice::WriteOnly) && copy.setPermissions(everybodyReads) && index.seek(0);
    constexpr qint64 part = 1024 * 1024;
    while (ok && !index.atEnd()) {
        const QByteArray bytes = index.read(part);
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, tr("Stopped."));
        ok = !bytes.isEmpty() && copy.write(bytes) == bytes.size();
    }
    if (!ok || !copy.commit()) {
        return failure(ErrorKind::Internal,
            tr("Helm's cache in %1 cannot be written. Check the folder and the room on the disk, then try again.")
                .arg(QDir::toNativeSeparators(m_cacheFolder)),
            copy.errorString());
    }
    QSaveFile names(base + QStringLiteral("-charts.txt"));
    return save(names, charts.isEmpty() ? QByteArray() : charts.join(u'\n').toUtf8() + '\n', everybodyReads);
}

} // namespace ksp
