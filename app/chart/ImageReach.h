#pragma once

#include "chart/HelmChart.h"

namespace ksp {

/// Which files of a chart may be needed when it is installed, although they were uploaded: another text file contains
/// the base name, or a template reaches the folder with .Files.Glob, .AsConfig or .AsSecrets. Errs on the side of
/// keeping: a template that takes .Files in a way that cannot be told from its text keeps everything. Pure.
class ImageReach
{
public:
    /// `files` as they go into the package (sub-charts unpacked); extension.yaml and Chart.yaml at the root do not
    /// count.
    explicit ImageReach(const FileMap &files);
    /// Whether the package must keep the image that lies at `path`.
    [[nodiscard]] bool needs(const QString &path) const;

private:
    QByteArrayList m_texts;
    QStringList m_globPrefixes;
    bool m_everything = false;
};

} // namespace ksp
