#pragma once

#include <QList>
#include <QString>

namespace ksp {

/// A file or folder (which ends with a slash) of a chart that is not in its package, and why.
struct LeftOut
{
    enum class Reason {
        Ignored, ///< By a rule of .helmignore, or Helm's own for hidden files in templates/.
        MacLeftover, ///< What macOS adds to folders and archives.
        OwnPackage, ///< A package of this extension that lies at the chart's root.
        StaticFolder, ///< In staticFileDirectory, which ksbuilder deletes before it packs.
        Uploaded, ///< An image that was uploaded and that nothing in the package names.
        NotLoaded, ///< Helm would not load it, or not keep it.
    };
    QString path;
    Reason reason = Reason::Ignored;

    friend bool operator==(const LeftOut &, const LeftOut &) = default;
};

/// A stable machine name, such as "static-folder", for --json and scripts.
[[nodiscard]] QString leftOutWord(LeftOut::Reason reason);

/// Why it is left out, as a whole sentence: the same words in the window and on the command line.
[[nodiscard]] QString leftOutSentence(LeftOut::Reason reason);

} // namespace ksp
