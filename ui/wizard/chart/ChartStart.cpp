#include "wizard/chart/ChartStart.h"

#include "core/SafeText.h"
#include "widgets/DropZone.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "wizard/chart/ChartDrop.h"
#include "wizard/chart/RecentCharts.h"

#include <QVBoxLayout>

namespace ksp {

ChartStart::ChartStart(QMenu *browse, QWidget *parent)
    : QWidget(parent), m_bar(new MessageBar), m_zone(new DropZone), m_recent(new RecentCharts)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(m_bar);
    layout->addWidget(m_zone, 1);
    layout->addWidget(m_recent);
    m_bar->setClosable(false);
    m_zone->setTexts(
        tr("Drop your extension here"), tr("Its folder, or its package (.tgz). Nothing is sent yet."), tr("Bro&wse"));
    m_zone->setBrowseMenu(browse);
    m_zone->setJudge(&refuseDrop);
    connect(m_zone, &DropZone::dropped, this,
        [this](const QList<QUrl> &urls) { emit openRequested(droppedPath(urls.first())); });
    connect(m_zone, &DropZone::refused, this, &ChartStart::showRefusal);
    connect(m_bar, &MessageBar::actionTriggered, this, &ChartStart::retryRequested);
    connect(m_recent, &RecentCharts::openRequested, this, &ChartStart::openRequested);
    connect(m_recent, &RecentCharts::removeRequested, this, &ChartStart::removeRequested);
}

void ChartStart::showError(const Error &error)
{
    constexpr qsizetype longest = 600;
    m_bar->showMessage(Tone::Bad, safeText(error.sentence, longest), tr("&Try again"), safeText(error.detail, longest));
}

void ChartStart::showRefusal(const QString &sentence)
{
    m_bar->showMessage(Tone::Bad, sentence);
}

void ChartStart::hideError()
{
    m_bar->hide();
}

void ChartStart::setRecentCharts(const QStringList &paths)
{
    m_recent->setPaths(paths);
}

} // namespace ksp
