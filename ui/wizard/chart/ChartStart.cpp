#include "wizard/chart/ChartStart.h"

#include "chart/ErrorPlace.h"
#include "core/SafeText.h"
#include "widgets/DropZone.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "wizard/chart/ChartDrop.h"
#include "wizard/chart/FindingsView.h"
#include "wizard/chart/RecentCharts.h"

#include <QDir>
#include <QFileInfo>
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
    connect(m_bar, &MessageBar::actionTriggered, this, [this] {
        if (m_place)
            emit openFileRequested(m_path + u'/' + m_place->file, m_place->line);
        else
            emit retryRequested();
    });
    connect(m_recent, &RecentCharts::openRequested, this, &ChartStart::openRequested);
    connect(m_recent, &RecentCharts::removeRequested, this, &ChartStart::removeRequested);
}

void ChartStart::showError(const QString &path, const Error &error)
{
    constexpr qsizetype longest = 600;
    m_path = path;
    const std::optional<Place> place = placeOf(error);
    m_place = QFileInfo(path).isDir() ? place : std::nullopt;
    // Which of the charts with an extension.yaml it is, the name of the file does not tell.
    const QString sentence = place ? tr("%1 (%2)", "what is wrong with a file, path of its chart")
                                         .arg(error.sentence, QDir::toNativeSeparators(path))
                                   : error.sentence;
    m_bar->showMessage(Tone::Bad, safeText(sentence, longest),
        m_place ? FindingsView::tr("Open at the l&ine") : tr("&Try again"), safeText(error.detail, longest));
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
