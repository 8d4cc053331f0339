#include "chart/LeftOut.h"

#include <QCoreApplication>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::LeftOut)
};

} // namespace

QString leftOutWord(LeftOut::Reason reason)
{
    switch (reason) {
    case LeftOut::Reason::Ignored:
        return QStringLiteral("ignored");
    case LeftOut::Reason::MacLeftover:
        return QStringLiteral("mac-leftover");
    case LeftOut::Reason::OwnPackage:
        return QStringLiteral("own-package");
    case LeftOut::Reason::StaticFolder:
        return QStringLiteral("static-folder");
    case LeftOut::Reason::Uploaded:
        return QStringLiteral("uploaded");
    case LeftOut::Reason::NotLoaded:
        return QStringLiteral("not-loaded");
    }
    return {};
}

QString leftOutSentence(LeftOut::Reason reason)
{
    switch (reason) {
    case LeftOut::Reason::Ignored:
        return Text::tr("By .helmignore.");
    case LeftOut::Reason::MacLeftover:
        return Text::tr("Something that macOS adds, never part of a chart.");
    case LeftOut::Reason::OwnPackage:
        return Text::tr("An earlier package of this extension.");
    case LeftOut::Reason::StaticFolder:
        return Text::tr("In staticFileDirectory, which is left out as a whole.");
    case LeftOut::Reason::Uploaded:
        return Text::tr("Uploaded, and nothing in the package needs it.");
    case LeftOut::Reason::NotLoaded:
        return Text::tr("Helm would not load it.");
    }
    return {};
}

} // namespace ksp
