#pragma once

#include "publish/ChartLoader.h"
#include "widgets/TextDiff.h"
#include "wizard/preview/CardTexts.h"

#include <array>

namespace ksp {

/// An icon or a screenshot as extension.yaml names it.
struct PreviewImage
{
    enum class Kind {
        Local, ///< A file of the chart, to be uploaded.
        Missing, ///< Named, but there are no bytes; `problem` says why.
        Data, ///< In extension.yaml itself (data:image…).
        Remote, ///< On a server; never fetched.
    };
    Kind kind = Kind::Local;
    bool isIcon = false;
    QString name; ///< To be shown: the path in the chart, or the beginning of the value.
    QByteArray bytes; ///< Of Local and Data.
    QByteArray sha256;
    QString problem; ///< A whole sentence.

    friend bool operator==(const PreviewImage &a, const PreviewImage &b)
    {
        return a.kind == b.kind && a.isIcon == b.isIcon && a.name == b.name && a.sha256 == b.sha256
            && a.problem == b.problem;
    }
};

/// A file and what becomes of it.
struct PreviewFile
{
    QString path;
    QString fate; ///< Where it goes, or why it is left out.
    qint64 size = -1; ///< Bytes, unpacked; -1 where there is none.

    friend bool operator==(const PreviewFile &, const PreviewFile &) = default;
};

/// Files of one fate.
struct PreviewFiles
{
    QList<PreviewFile> files; ///< At most Preview::mostFiles.
    int total = 0;

    friend bool operator==(const PreviewFiles &, const PreviewFiles &) = default;
};

/// Everything that the Preview page shows of a chart, but its size: made of it by a pure function, off the UI thread.
struct Preview
{
    /// What happens to files: sent to the file store, not touched, not in the package, in the package.
    enum FileGroup { Uploaded, Untouched, LeftOutOfPackage, InPackage };
    static constexpr int fileGroups = 4;
    /// So many images are shown, the icon among them.
    static constexpr qsizetype mostImages = 30;
    /// So many files of each group are listed.
    static constexpr qsizetype mostFiles = 2000;

    std::shared_ptr<const LoadedChart> loaded;
    QList<PreviewImage> images; ///< The icon first, if there is one.
    int moreImages = 0; ///< So many are named beyond those.
    CardTexts chinese;
    CardTexts english;
    QStringList neverShownLanguages;
    std::array<PreviewFiles, fileGroups> files; ///< All empty while there is no package.
    TextDiff changes; ///< Of extension.yaml; empty while there is no package.
    QString changesProblem; ///< Why they cannot be shown: a whole sentence.
    QString exampleUrl; ///< The first assumed address; empty when nothing is uploaded.

    /// Thread-safe; takes as long as hashing all images does.
    [[nodiscard]] static Preview make(const std::shared_ptr<const LoadedChart> &loaded);
};

} // namespace ksp
