#include "wizard/chart/ChartDrop.h"

#include "chart/ChartRecognition.h"
#include "core/SafeText.h"

#include <QCoreApplication>
#include <QSysInfo>

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
    const QString path = droppedPath(urls.first());
    if (path.isEmpty())
        return Text::tr("This is not on this computer. Download the chart and drop the file.");
    std::optional<QString> why = whyNotAChart(path);
    if (why)
        why = safeText(*why);
    return why;
}

QString droppedPath(const QUrl &url)
{
    if (!url.isLocalFile())
        return {};
    const QString host = url.host();
    QUrl here = url;
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
        || host.compare(QSysInfo::machineHostName(), Qt::CaseInsensitive) == 0)
        here.setHost({});
    // What is left is a host of others, which toLocalFile() would make the path "//HOST/…" of.
    return here.host().isEmpty() ? here.toLocalFile() : QString();
}

} // namespace ksp
