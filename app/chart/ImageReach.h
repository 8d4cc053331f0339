#pragma once

#include "chart/HelmChart.h"

#include <QSet>

#include <stop_token>

namespace ksp {

/// Which files of a chart may be needed when it is installed, although they were uploaded: another text file contains
/// the base name, or a template reaches the folder with .Files.Glob, .AsConfig or .AsSecrets. Errs on the side of
/// keeping: a template that takes .Files in a way that cannot be told from its text keeps everything. Pure.
class ImageReach
{
public:
    /// `files` as they go into the package (sub-charts unpacked); extension.yaml and Chart.yaml at the root do not
    /// count.
    /// `images` are the paths that needs() may be asked about. Reads the files once, however many images there are;
    /// where it is stopped, everything is needed.
    ImageReach(const FileMap &files, const QStringList &images, const std::stop_token &stop = {});
    /// Whether the package must keep the image that lies at `path`.
    [[nodiscard]] bool needs(const QString &path) const { return m_everything || m_needed.contains(path); }

private:
    void readTemplate(const QByteArray &text);

    QSet<QString> m_globPrefixes; ///< A set: a template may name one thousands of times.
    QSet<QString> m_needed;
    bool m_everything = false;
};

} // namespace ksp
