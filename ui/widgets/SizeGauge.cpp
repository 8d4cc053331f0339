#include "widgets/SizeGauge.h"

#include "chart/PackageBuilder.h"
#include "widgets/BusyLabel.h"
#include "widgets/ElidedLabel.h"
#include "widgets/GaugeBar.h"
#include "widgets/Look.h"
#include "widgets/StatusPill.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

#include <cmath>

namespace ksp {

namespace {

constexpr int shownFiles = 5;

QString percentOfLimit(qint64 bytes)
{
    // Never rounded onto or over the limit from below, nor down to it from above.
    const double exact = double(bytes) * 100 / double(SizeLimits::refused);
    const double shown = bytes > SizeLimits::refused ? std::ceil(exact) : std::floor(exact);
    return QLocale().toString(qint64(shown));
}

} // namespace

SizeGauge::SizeGauge(QWidget *parent)
    : QWidget(parent), m_halves(new QBoxLayout(QBoxLayout::TopToBottom, this)),
      m_top(new QBoxLayout(QBoxLayout::LeftToRight)), m_figures(new QHBoxLayout), m_number(new QLabel),
      m_percent(new QLabel), m_line(new QLabel), m_busy(new BusyIndicator), m_pill(new StatusPill), m_bar(new GaugeBar),
      m_contributors(new QWidget), m_rows(new QGridLayout(m_contributors))
{
    m_halves->setContentsMargins(0, 0, 0, 0);
    auto *layout = new QVBoxLayout;
    layout->setSpacing(inside);
    m_halves->addLayout(layout, 3);
    m_halves->addWidget(m_contributors, 2);
    m_figures->setSpacing(inside);
    m_figures->addWidget(m_busy);
    m_figures->addWidget(m_number);
    m_figures->addWidget(m_percent, 0, Qt::AlignBottom);
    m_figures->addStretch();
    m_top->setSpacing(inside);
    // What stands beneath does not move while a size is found out.
    QSizePolicy keepsItsPlace = m_pill->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_pill->setSizePolicy(keepsItsPlace);
    m_top->addLayout(m_figures);
    m_top->addWidget(m_pill, 0, Qt::AlignVCenter);
    layout->addLayout(m_top);
    layout->addWidget(m_bar);
    layout->addWidget(m_line);

    for (QLabel *label : {m_number, m_percent, m_line})
        label->setTextFormat(Qt::PlainText);
    m_number->setFont(titleFont(font()));
    // On the number's base line.
    m_percent->setContentsMargins(
        0, 0, 0, QFontMetrics(m_number->font()).descent() - QFontMetrics(m_percent->font()).descent());
    m_line->setWordWrap(true);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(between);
    m_rows->setVerticalSpacing(inside / 2);
    m_rows->setColumnStretch(0, 1);
    m_contributors->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_contributors->hide();
    setOrientation(Qt::Vertical);
    setComputing();
}

void SizeGauge::setOrientation(Qt::Orientation orientation)
{
    const bool beside = orientation == Qt::Horizontal;
    m_halves->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_halves->setSpacing(beside ? around : between);
    // Room for the second sentence, so that what stands beneath does not move while a size is found out.
    m_line->setMinimumHeight(beside ? 2 * m_line->fontMetrics().lineSpacing() : 0);
    m_line->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    // Beside the files the sentences may need more lines than the size hint knows.
    setSizePolicy(QSizePolicy::Preferred, beside ? QSizePolicy::Minimum : QSizePolicy::Maximum);
    m_halves->setAlignment(m_contributors, beside ? Qt::AlignTop : Qt::Alignment());
}

QSize SizeGauge::minimumSizeHint() const
{
    // With less room the pill goes beneath the figures.
    return {m_figures->minimumSize().width(), QWidget::minimumSizeHint().height()};
}

void SizeGauge::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placePill();
}

void SizeGauge::placePill()
{
    if (m_pill->isHidden())
        return; // It keeps its place meanwhile.
    const bool beside = m_halves->direction() == QBoxLayout::LeftToRight && m_contributors->isVisibleTo(this);
    const int room = beside ? (width() - m_halves->spacing()) * 3 / 5 : width();
    const bool fits = m_figures->sizeHint().width() + inside + m_pill->sizeHint().width() <= room;
    m_top->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_top->setAlignment(m_pill, fits ? Qt::AlignVCenter : Qt::AlignLeft);
}

void SizeGauge::setComputing()
{
    m_bar->setEmpty();
    display(Tone::Neutral, QString(), tr("Computing the size…"), QString(),
        tr("The package is being compressed to see how large it becomes."));
    m_busy->show();
}

void SizeGauge::setProblem(const QString &sentence)
{
    m_bar->setEmpty();
    display(Tone::Bad, tr("No package"), tr("Size unknown"), QString(), sentence);
}

void SizeGauge::setSize(qint64 lower, qint64 upper)
{
    upper = std::max(lower, upper);
    const bool exact = lower == upper;
    Tone tone = Tone::Warning;
    QString word = tr("The server may refuse it");
    QString advice = tr("It is not known how exactly the server counts 1 MB. Leave out a file to be safe.");
    if (upper <= SizeLimits::fits) {
        tone = Tone::Good;
        word = tr("Fits");
        advice.clear();
    } else if (lower > SizeLimits::refused) {
        tone = Tone::Bad;
        word = tr("Too large");
        advice = tr("Leave out %1 or more.").arg(exactSize(lower - SizeLimits::refused));
    } else if (upper > SizeLimits::refused) {
        word = tr("May be too large");
        advice = tr("Decided after the images are uploaded, since their addresses become part of the package.");
    }
    const QString from = roundedSize(lower);
    const QString to = roundedSize(upper);
    const QString number = from == to ? from : tr("%1 to %2", "two sizes").arg(from, to);
    const QString low = percentOfLimit(lower);
    const QString high = percentOfLimit(upper);
    const bool isTiny = lower > 0 && upper < SizeLimits::refused / 100;
    const QString percent = isTiny ? tr("less than 1 % of the limit")
        : low == high              ? tr("%1 % of the limit").arg(low)
                                   : tr("%1 to %2 % of the limit").arg(low, high);
    QString line = exact
        ? tr("%1 of %2.").arg(QLocale().toString(lower), exactSize(SizeLimits::refused))
        : tr("%1 to %2 of %3, depending on the addresses that the images get.")
              .arg(QLocale().toString(lower), QLocale().toString(upper), exactSize(SizeLimits::refused));
    if (upper > SizeLimits::refused && lower <= SizeLimits::refused)
        line = tr("%1 to %2 of %3.")
                   .arg(QLocale().toString(lower), QLocale().toString(upper), exactSize(SizeLimits::refused));
    if (!advice.isEmpty())
        line = tr("%1 %2", "two sentences, one after the other").arg(line, advice);
    m_bar->setRange(lower, upper, tone);
    display(tone, word, number, percent, line);
}

void SizeGauge::display(
    Tone tone, const QString &word, const QString &number, const QString &percent, const QString &line)
{
    m_busy->hide();
    m_pill->setStatus(tone, word);
    m_pill->setVisible(!word.isEmpty());
    m_number->setText(number);
    m_percent->setText(percent);
    m_percent->setVisible(!percent.isEmpty());
    m_line->setText(line);
    m_bar->setAccessibleName(summary());
    placePill();
}

void SizeGauge::setContributors(const QList<QPair<QString, qint64>> &files)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QLabel *heading = new ElidedLabel(tr("Largest files in the package"));
    QLabel *unit = new ElidedLabel(tr("Compressed bytes"));
    unit->setAlignment(Qt::AlignRight);
    for (QLabel *label : {heading, unit}) {
        label->setFont(captionFont(font()));
        QPalette quiet = palette();
        quiet.setColor(QPalette::WindowText, quietText(quiet));
        label->setPalette(quiet);
    }
    m_rows->addWidget(heading, 0, 0);
    m_rows->addWidget(unit, 0, 1);
    const int count = int(std::min<qsizetype>(shownFiles, files.size()));
    for (int i = 0; i < count; ++i) {
        auto *name = new ElidedLabel(files[i].first);
        name->setTextFormat(Qt::PlainText);
        auto *size = new QLabel(QLocale().toString(files[i].second));
        size->setAlignment(Qt::AlignRight);
        m_rows->addWidget(name, i + 1, 0);
        m_rows->addWidget(size, i + 1, 1);
    }
    m_contributors->setVisible(count > 0);
    placePill();
}

QString SizeGauge::summary() const
{
    QStringList parts;
    for (const QLabel *label : std::initializer_list<const QLabel *>{m_number, m_percent, m_pill, m_line}) {
        if (!label->text().isEmpty())
            parts.append(label->text());
    }
    return parts.join(tr(", ", "between the parts of a summary"));
}

Tone SizeGauge::tone() const
{
    return m_pill->tone();
}

} // namespace ksp
