#include "chart/ConstraintChecks.h"

#include "chart/VersionConstraint.h"

#include <QCoreApplication>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ConstraintChecks)
};

/// Whose version a constraint is about.
struct Subject
{
    QString key;
    QString example; ///< A constraint that is often meant.
    QString vendorVersion; ///< A version of it that Masterminds/semver takes for a pre-release.
};

QString remedy(const QString &constraint, const Subject &subject)
{
    const QString better = forBothReaders(constraint);
    return better.isEmpty() ? Text::tr("Write for example “%1”.").arg(subject.example)
                            : Text::tr("Write “%1”.").arg(better);
}

/// What controller, Helm and console say of a constraint on a cluster.
std::optional<Finding> onCluster(const PlacedText &value, const Subject &subject)
{
    const QString shown = value.text.left(60);
    const bool isReadByController = controllerReads(value.text);
    const bool isReadByConsole = consoleReads(value.text);
    const auto warning = [&](const QString &sentence) {
        return Finding{Severity::Warning, value.place, sentence + u' ' + remedy(value.text, subject),
            QStringLiteral("constraint")};
    };
    if (!isReadByController && !isReadByConsole)
        return warning(
            Text::tr("%1: nobody can read “%2”. The extension is never recommended, the console greys out its "
                     "install button, and Helm refuses to install it.")
                .arg(subject.key, shown));
    if (!isReadByConsole)
        return warning(
            Text::tr("%1: the console cannot read “%2” and greys out the install button.").arg(subject.key, shown));
    if (!isReadByController)
        return warning(
            Text::tr("%1: clusters cannot read “%2”. The extension is never recommended, and Helm refuses to "
                     "install it.")
                .arg(subject.key, shown));
    const QString better = forBothReaders(value.text);
    if (!refusesPreReleases(value.text) || better.isEmpty())
        return std::nullopt;
    return Finding{Severity::Advice, value.place,
        Text::tr("%1: “%2” leaves out clusters with a version such as %3. Write “%4”.")
            .arg(subject.key, shown, subject.vendorVersion, better),
        QStringLiteral("constraint-prerelease")};
}

} // namespace

QList<Finding> checkConstraints(const ExtensionMetadata &metadata)
{
    QList<Finding> findings;
    const Subject kubernetes{
        QStringLiteral("kubeVersion"), QStringLiteral(">=1.19.0-0"), QStringLiteral("v1.30.0-vendor.1")};
    const Subject kubeSphere{QStringLiteral("ksVersion"), QStringLiteral(">=4.0.0-0"), QStringLiteral("v4.1.3-rc.0")};
    for (const auto &[value, subject] :
        {std::pair(&metadata.kubeVersion, &kubernetes), std::pair(&metadata.ksVersion, &kubeSphere)}) {
        if (value->text.isEmpty())
            continue;
        if (const auto finding = onCluster(*value, *subject))
            findings.append(*finding);
    }
    // About another extension's version, read by the console alone, which takes pre-releases, too.
    for (const ExternalDependency &dependency : metadata.externalDependencies) {
        if (dependency.version.text.isEmpty() || consoleReads(dependency.version.text))
            continue;
        const Subject subject{QStringLiteral("externalDependencies[%1]").arg(dependency.name.text.left(40)),
            QStringLiteral(">=1.0.0"), {}};
        findings.append({Severity::Warning, dependency.version.place,
            Text::tr("%1: the console cannot read “%2” and takes the dependency for missing.")
                    .arg(subject.key, dependency.version.text.left(60))
                + u' ' + remedy(dependency.version.text, subject),
            QStringLiteral("constraint")});
    }
    return findings;
}

} // namespace ksp
