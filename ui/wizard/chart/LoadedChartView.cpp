#include "wizard/chart/LoadedChartView.h"

#include "core/SafeText.h"
#include "publish/ChartLoader.h"
#include "widgets/BusyLabel.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "wizard/chart/ChartFacts.h"
#include "wizard/chart/FindingsView.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QLocale>
#include <QPushButton>

namespace ksp {

namespace {

/// The name that customers see, in the user's language where there is one.
QString shownName(const ExtensionMetadata &metadata)
{
    constexpr qsizetype longest = 120;
    const QString own = QLocale().language() == QLocale::Chinese ? QStringLiteral("zh") : QStringLiteral("en");
    for (const QString &text : {metadata.displayName.value(own).text,
             metadata.displayName.value(QStringLiteral("en")).text, metadata.name.text}) {
        if (!text.trimmed().isEmpty())
            return safeText(text, longest);
    }
    return LoadedChartView::tr("Chart without a name");
}

} // namespace

LoadedChartView::LoadedChartView(QMenu *another, QWidget *parent)
    : QWidget(parent), m_name(new ElidedLabel), m_path(new ElidedLabel), m_status(new ElidedLabel),
      m_busy(new BusyLabel(tr("Reading what changed…"))), m_another(new QPushButton(tr("Choose &another"))),
      m_bar(new MessageBar), m_facts(new ChartFacts), m_findings(new FindingsView)
{
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_name);
    texts->addWidget(m_path);
    auto *header = new QHBoxLayout;
    header->setSpacing(between);
    header->addLayout(texts, 1);
    header->addWidget(m_another, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addLayout(header);
    layout->addWidget(m_bar);
    layout->addWidget(m_facts);
    layout->addSpacing(inside);
    layout->addWidget(m_findings, 1);
    layout->addWidget(m_status);
    layout->addWidget(m_busy);
    layout->addStretch(0);

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    for (ElidedLabel *label : {m_path, m_status})
        label->setFont(captionFont(font()));
    for (ElidedLabel *label : {m_name, m_path, m_status})
        label->setTextFormat(Qt::PlainText);
    m_another->setMenu(another);
    m_another->setAutoDefault(false);
    m_bar->setClosable(false);
    m_status->hide();
    m_busy->hide();
    m_slow.setSingleShot(true);
    m_slow.setInterval(std::chrono::milliseconds(500));
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_status->hide();
        m_busy->show();
    });
    connect(m_findings, &FindingsView::openRequested, this, &LoadedChartView::openPlace);
    connect(m_findings, &FindingsView::announced, this, [this](const QString &sentence) {
        setStatus(sentence);
        emit announced(sentence);
    });
    applyColors();
}

void LoadedChartView::setChart(const std::shared_ptr<const LoadedChart> &loaded)
{
    if (loaded == m_loaded)
        return;
    m_loaded = loaded;
    if (!loaded)
        return;
    const Chart &chart = loaded->chart;
    m_name->setText(shownName(chart.metadata));
    m_path->setText(safeText(chart.origin, 1000));
    m_facts->setChart(*loaded);
    m_findings->setFindings(loaded->findings);
    m_findings->setWhyNotOpen(
        chart.isFolder ? QString() : tr("The chart is a package: unpack it to change its files."));
    if (loaded->package && loaded->package->lowerBound() > SizeLimits::refused)
        m_bar->showMessage(Tone::Bad,
            tr("The package would be %1, more than the Cloud takes. The next page shows which files weigh most.")
                .arg(roundedSize(loaded->package->lowerBound())));
    else
        m_bar->hide();
}

void LoadedChartView::setReloading(bool reloading)
{
    if (!reloading) {
        m_slow.stop();
        m_busy->hide();
        m_status->setVisible(!m_status->text().isEmpty());
    } else if (!m_slow.isActive() && m_busy->isHidden()) {
        m_slow.start();
    }
}

void LoadedChartView::setStatus(const QString &sentence)
{
    m_status->setText(sentence);
    m_status->setVisible(!sentence.isEmpty() && m_busy->isHidden());
}

QString LoadedChartView::status() const
{
    return m_status->text();
}

QString LoadedChartView::summary() const
{
    return m_findings->summary();
}

QWidget *LoadedChartView::firstFocus() const
{
    return m_loaded && hasErrors(m_loaded->findings) ? m_findings->list() : nullptr;
}

void LoadedChartView::openPlace(const Place &place)
{
    emit openFileRequested(m_loaded->chart.origin + u'/' + place.file, place.line);
}

void LoadedChartView::applyColors()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    for (ElidedLabel *label : {m_path, m_status})
        label->setPalette(quiet);
}

void LoadedChartView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace ksp
