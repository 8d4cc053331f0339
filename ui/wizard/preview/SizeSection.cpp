#include "wizard/preview/SizeSection.h"

#include "core/SafeText.h"
#include "widgets/FlowLayout.h"
#include "widgets/Look.h"
#include "widgets/SizeGauge.h"

#include <QCheckBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

SizeSection::SizeSection(QWidget *parent)
    : QWidget(parent), m_gauge(new SizeGauge), m_smallest(new QCheckBox), m_keepImages(new QCheckBox)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_gauge);
    auto *options = new FlowLayout;
    options->setSpacing(between);
    options->addWidget(m_smallest);
    options->addWidget(m_keepImages);
    layout->addLayout(options);
    m_gauge->setOrientation(Qt::Horizontal);
    m_smallest->setText(tr("&Smallest package"));
    m_keepImages->setText(tr("&Keep uploaded images in the package"));
    m_keepImages->setToolTip(
        toolTipText(tr("Icon and screenshots are uploaded and need not be in the package, unless your templates "
                       "read them.")));
    connect(m_smallest, &QCheckBox::toggled, this, &SizeSection::choose);
    connect(m_keepImages, &QCheckBox::toggled, this, &SizeSection::choose);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    setComputing();
    setOptions({});
}

void SizeSection::clear()
{
    setWeights({});
    setComputing();
}

void SizeSection::setComputing()
{
    m_gauge->setComputing();
}

void SizeSection::showOptions(const LoadedChart &loaded)
{
    const bool isForced = loaded.package && loaded.package->isSmallest() && !m_options.smallest;
    m_smallest->setVisible(loaded.package.has_value());
    m_keepImages->setVisible(loaded.package && (m_options.keepImages || !loaded.package->images().isEmpty()));
    // Near the limit the package is made as small as possible whatever was chosen: the box says so.
    m_smallest->setEnabled(!isForced);
    m_smallest->setText(
        isForced ? tr("&Smallest package (in any case, being near the limit)") : tr("&Smallest package"));
    m_smallest->setToolTip(toolTipText(isForced
            ? tr("Packages near the limit are compressed as much as possible, without being asked.")
            : tr("Compresses as much as possible, which takes longer. Near the limit that is done without being "
                 "asked.")));
    const QSignalBlocker quiet(m_smallest);
    m_smallest->setChecked(isForced || m_options.smallest);
}

void SizeSection::setChart(const LoadedChart &loaded, const std::optional<QList<FileWeight>> &weights)
{
    showOptions(loaded);
    if (!loaded.package) {
        const auto errors = std::count_if(loaded.findings.begin(), loaded.findings.end(),
            [](const Finding &finding) { return finding.severity == Severity::Error; });
        m_gauge->setProblem(
            tr("The chart has %n error(s). The package is made when they are corrected.", nullptr, int(errors)));
        setWeights({});
        return;
    }
    m_gauge->setSize(loaded.package->lowerBound(), loaded.package->upperBound());
    if (weights)
        setWeights(*weights);
}

void SizeSection::setOptions(const PackageOptions &options)
{
    m_options = options;
    const QSignalBlocker quietSmallest(m_smallest);
    const QSignalBlocker quietImages(m_keepImages);
    if (m_smallest->isEnabled())
        m_smallest->setChecked(options.smallest);
    m_keepImages->setChecked(options.keepImages);
}

void SizeSection::setWeights(const QList<FileWeight> &weights)
{
    if (m_weights == weights)
        return;
    m_weights = weights;
    m_gauge->setContributors(weights);
}

QString SizeSection::summary() const
{
    return m_gauge->summary();
}

void SizeSection::choose()
{
    // Checked and disabled is what the size asks for, not what the user chose.
    if (m_smallest->isEnabled())
        m_options.smallest = m_smallest->isChecked();
    m_options.keepImages = m_keepImages->isChecked();
    emit optionsChosen(m_options);
}

} // namespace ksp
