#pragma once

#include "chart/Chart.h"
#include "chart/MetadataRewriter.h"
#include "chart/PackageOrder.h"
#include "chart/TarGzWriter.h"

namespace ksp {

/// What a package may weigh, in bytes. The documentation says "1 MB" without a number; the vendor's application store
/// refuses what is larger than 1,048,576, the limit of a Kubernetes ConfigMap or Secret.
struct SizeLimits
{
    static constexpr qint64 fits = 1'000'000;
    static constexpr qint64 refused = 1'048'576;
};

/// One local icon or screenshot on its way to the Cloud.
struct LocalImage
{
    QStringList values; ///< As it stands in extension.yaml, in every spelling ("./a.png", "a.png").
    QString path; ///< In the chart.
    QString uploadName; ///< Base name, made distinct where two images share one.
    QByteArray data;
    QByteArray sha256; ///< Hex.
};

struct PackageOptions
{
    bool smallest = false; ///< Compress as much as possible, whatever the size.
    bool keepImages = false; ///< Uploaded images stay in the package (staticFileDirectory is left out all the same).
    /// For a package that is not pushed: nothing is uploaded, so images and static folder stay, and Chart.yaml carries
    /// the icon as a data: URL (as `ksbuilder package` does).
    bool offline = false;

    friend bool operator==(const PackageOptions &, const PackageOptions &) = default;
};

/// A finished package.
struct Package
{
    QByteArray bytes;
    QByteArray sha256; ///< Hex.
    QByteArray extensionYaml;
    QByteArray chartYaml;
};

/// A chart made ready to be packed: everything that does not depend on the images' URLs is done and compressed.
/// A value; cheap to copy; its functions are pure and thread-safe.
class PreparedPackage
{
public:
    /// Nothing; for a member that gets its value later.
    PreparedPackage() = default;
    /// Lays out and compresses the chart's files. Errors: BadInput for what Helm refuses, Limit, Cancelled, Internal.
    /// The chart's own findings are not looked at: the caller refuses a chart with errors before.
    [[nodiscard]] static Result<PreparedPackage> prepare(
        const Chart &chart, const PackageOptions &options = {}, const std::stop_token &stop = {});

    /// The package with the images' URLs by LocalImage::path. Images without one keep their value.
    [[nodiscard]] Result<Package> build(const QMap<QString, QString> &urlByPath) const;

    /// The chart's own extension.yaml.
    [[nodiscard]] const QByteArray &extensionYaml() const { return m_extensionYaml; }
    /// extension.yaml as it would stand in the package with these URLs (by LocalImage::path), without packing it.
    /// Errors: BadInput, as rewriteImages() gives them.
    [[nodiscard]] Result<QByteArray> extensionYamlWith(const QMap<QString, QString> &urlByPath) const;

    [[nodiscard]] const ExtensionMetadata &metadata() const { return m_metadata; }
    [[nodiscard]] const QList<LocalImage> &images() const { return m_images; }
    [[nodiscard]] const QList<LeftOut> &leftOut() const { return m_leftOut; }
    [[nodiscard]] const QList<Finding> &findings() const { return m_findings; }
    [[nodiscard]] const QString &fileName() const { return m_fileName; }
    /// Files of the package but Chart.yaml and extension.yaml, by path in the chart.
    [[nodiscard]] const FileMap &files() const { return m_files; }
    /// Bounds of the package's size in bytes: with empty URLs, and with incompressible ones of 512 characters.
    [[nodiscard]] qint64 lowerBound() const { return m_lower; }
    [[nodiscard]] qint64 upperBound() const { return m_upper; }
    [[nodiscard]] Compression compression() const { return m_way.compression; }
    /// Whether it was packed as small as possible, because that was asked for or the limit is near.
    [[nodiscard]] bool isSmallest() const { return m_way.compression == Compression::Smallest; }
    /// Hex SHA-256 that is the same exactly when the same package and images would be published.
    [[nodiscard]] const QByteArray &contentId() const { return m_contentId; }
    /// Error when not even the smallest possible package fits; sentence names the largest files.
    [[nodiscard]] std::optional<Error> tooLarge() const;

private:
    void collectImages(const Chart &chart);
    /// A way to pack the body.
    struct Way
    {
        PackageOrder order = PackageOrder::ByFolder;
        Compression compression = Compression::Fast;
    };
    [[nodiscard]] QList<Way> waysToPack(qint64 unpackedSize) const;
    Result<void> pack(const PackageOptions &options, const std::stop_token &stop);
    Result<void> packBody(const Way &way, qint64 mostBytes, const std::stop_token &stop);
    [[nodiscard]] TarEntries entries(PackageOrder order) const;
    void judgeSize();
    void leaveOut(const PackageOptions &options, const std::stop_token &stop);
    void warnAboutDependencies(const QStringList &subCharts);
    void warnAboutReadmes(const QString &folder);
    [[nodiscard]] ImageUrls urlsByValue(const QMap<QString, QString> &urlByPath) const;
    Result<Package> assemble(const QMap<QString, QString> &urlByPath) const; ///< build() without the hash.
    Result<void> measure();

    ExtensionMetadata m_metadata;
    QByteArray m_extensionYaml;
    QString m_offlineIcon;
    QString m_fileName;
    FileMap m_files;
    QList<LocalImage> m_images;
    QList<LeftOut> m_leftOut;
    QList<Finding> m_findings;
    CompressedBody m_body;
    Way m_way; ///< In which m_body was packed.
    bool m_isWhole = true; ///< False where m_body was given up, since it is far too large.
    qint64 m_lower = 0;
    qint64 m_upper = 0;
    QByteArray m_contentId;
};

} // namespace ksp
