#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QMap>
#include <QUrl>

#include <stop_token>

namespace ksp {

/// The user's own Helm configuration: where helm 3.18 keeps its repositories, and adding one as `helm repo add` and
/// `helm repo update` do.
class HelmHome
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HelmHome)
public:
    using Environment = QMap<QString, QString>;

    /// By HELM_REPOSITORY_CONFIG, HELM_REPOSITORY_CACHE, HELM_CONFIG_HOME, HELM_CACHE_HOME, XDG_CONFIG_HOME,
    /// XDG_CACHE_HOME and HOME (helm 3.18, pkg/helmpath and pkg/cli/environment.go).
    explicit HelmHome(const Environment &environment);
    /// The variables of this process that count.
    [[nodiscard]] static Environment systemEnvironment();

    [[nodiscard]] QString repositoriesFile() const { return m_repositoriesFile; }
    [[nodiscard]] QString cacheFolder() const { return m_cacheFolder; }

    /// Whether helm knows this repository under this name already.
    [[nodiscard]] Result<bool> has(const QString &name, const QUrl &url) const;

    /// Adds the repository, unless it is there, and puts its index into helm's cache: NAME-index.yaml, a copy of
    /// `indexFile`, and NAME-charts.txt, the names of its charts (which is an update where it is there).
    /// repositories.yaml is locked as helm locks it, written in helm's form (mode 0600) and replaced as a whole; the
    /// repositories in it stay, comments do not, as with helm. Where anything fails it is left as it was.
    ///
    /// Errors: BadInput where the name stands for another repository already, the name cannot be used or the file
    /// cannot be understood; Internal where another helm holds the lock or the disk refuses; those of readHelmIndex().
    /// Reads the whole index: not for the UI thread. Thread-safe.
    Result<void> add(
        const QString &name, const QUrl &url, const QString &indexFile, const std::stop_token &stop = {}) const;

private:
    Result<void> fillCache(const QString &name, const QString &indexFile, const std::stop_token &stop) const;

    QString m_repositoriesFile;
    QString m_cacheFolder;
};

} // namespace ksp
