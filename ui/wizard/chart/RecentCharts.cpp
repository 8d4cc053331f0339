#include "wizard/chart/RecentCharts.h"

#include "core/OffThread.h"
#include "core/SafeText.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"

#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QIcon>
#include <QPushButton>
#include <QToolButton>

namespace ksp {

namespace {

QString withTildeForHome(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path;
}

} // namespace

RecentCharts::RecentCharts(QWidget *parent) : QWidget(parent), m_list(new QWidget), m_grid(new QGridLayout(m_list))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside / 2);
    auto *heading = new QLabel(tr("Recent charts"));
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    layout->addWidget(heading);
    layout->addWidget(m_list);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(inside);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void RecentCharts::setPaths(const QStringList &paths)
{
    const auto work = [paths] {
        QList<bool> exists;
        for (const QString &path : paths)
            exists.append(QFileInfo::exists(path));
        return exists;
    };
    runOffThread(this, work, [this, paths, asked = ++m_asked](const QList<bool> &exists) {
        // Rows that stay as they are keep the keyboard focus.
        if (asked != m_asked || (paths == m_paths && exists == m_exists))
            return;
        m_paths = paths;
        fill(exists);
    });
}

void RecentCharts::fill(const QList<bool> &exists)
{
    m_exists = exists;
    qDeleteAll(m_list->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    for (qsizetype i = 0; i < m_paths.size(); ++i) {
        const QString path = m_paths.at(i);
        const QString name = safeText(QFileInfo(path).fileName(), 80);
        auto *open
            = new QPushButton(QIcon::fromTheme(path.endsWith(QLatin1String("gz")) ? QStringLiteral("package-x-generic")
                                                                                  : QStringLiteral("folder")),
                QString(name).replace(u'&', QLatin1String("&&")));
        open->setFlat(true);
        open->setEnabled(exists.at(i));
        open->setAutoDefault(false);
        open->setAccessibleName(tr("Open %1").arg(name));
        auto *where
            = new ElidedLabel(exists.at(i) ? safeText(withTildeForHome(QFileInfo(path).path()))
                                           : tr("Not there any more: %1").arg(safeText(withTildeForHome(path))));
        where->setTextFormat(Qt::PlainText);
        where->setFont(captionFont(where->font()));
        where->setEnabled(exists.at(i));
        auto *remove = new QToolButton;
        remove->setIcon(QIcon::fromTheme(QStringLiteral("list-remove")));
        remove->setAutoRaise(true);
        remove->setFocusPolicy(Qt::StrongFocus);
        remove->setToolTip(toolTipText(tr("Take %1 off this list").arg(name)));
        remove->setAccessibleName(remove->toolTip());
        if (!exists.at(i))
            open->setToolTip(toolTipText(tr("There is nothing at %1 any more.").arg(safeText(path))));
        m_grid->addWidget(open, int(i), 0, Qt::AlignLeft);
        m_grid->addWidget(where, int(i), 1);
        m_grid->addWidget(remove, int(i), 2);
        connect(open, &QPushButton::clicked, this, [this, path] { emit openRequested(path); });
        connect(remove, &QToolButton::clicked, this, [this, path] { emit removeRequested(path); });
    }
    setVisible(!m_paths.isEmpty());
}

} // namespace ksp
