#include "wizard/chart/ChartDrop.h"

#include "chart/ChartRecognition.h"
#include "core/SafeText.h"

#include <QCoreApplication>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartDrop)
};

} // namespace

std::optional<QString> refuseDrop(const QList<QUrl> &urls)
{
    if (urls.isEmpty())
        return Text::tr("Drop an extension's folder or its package (.tgz) here.");
    if (urls.size() > 1)
        return Text::tr("These are %n files. Drop one chart at a time: its folder or its package (.tgz).", nullptr,
            int(urls.size()));
    if (!urls.first().isLocalFile())
        return Text::tr("This is not on this computer. Download the chart and drop the file.");
    std::optional<QString> why = whyNotAChart(urls.first().toLocalFile());
    if (why)
        why = safeText(*why);
    return why;
}

} // namespace ksp
