#include "wizard/chart/ChartFacts.h"

#include "core/SafeText.h"
#include "publish/ChartLoader.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"

#include <QEvent>
#include <QGridLayout>
#include <QSet>

namespace ksp {

namespace {

constexpr qsizetype longestName = 120;
constexpr qsizetype longestDescription = 240;
constexpr int mostLanguages = 4;
constexpr int mostCounted = 200;

QString languageName(const QString &code)
{
    if (code == QLatin1String("en"))
        return ChartFacts::tr("English");
    if (code == QLatin1String("zh"))
        return ChartFacts::tr("Chinese");
    return safeText(code, 12);
}

int subChartCount(const FileMap &files)
{
    const QString folder = QStringLiteral("charts/");
    QSet<QStringView> names;
    for (auto file = files.lowerBound(folder); file != files.cend() && file.key().startsWith(folder); ++file) {
        const QStringView rest = QStringView(file.key()).sliced(folder.size());
        const QStringView name = rest.left(rest.indexOf(u'/'));
        if (rest.contains(u'/') ? rest == QString(name.toString() + QStringLiteral("/Chart.yaml"))
                                : rest.endsWith(QLatin1String(".tgz")))
            names.insert(name);
    }
    return int(names.size());
}

QString contents(const Chart &chart)
{
    qint64 bytes = 0;
    for (const QByteArray &data : chart.files)
        bytes += data.size();
    QStringList parts{ChartFacts::tr("%n file(s)", nullptr, int(chart.files.size()))};
    if (const int subCharts = subChartCount(chart.files); subCharts > 0)
        parts.append(ChartFacts::tr("%n sub-chart(s)", nullptr, subCharts));
    parts.append(ChartFacts::tr("%1 unpacked", "a size").arg(roundedSize(bytes)));
    if (!chart.leftOut.isEmpty())
        parts.append(ChartFacts::tr("%n left out", nullptr, int(chart.leftOut.size())));
    return parts.join(ChartFacts::tr(", ", "between facts"));
}

QString providerName(const ExtensionMetadata &metadata)
{
    QStringList names;
    for (const Provider &provider : metadata.provider) {
        const QString name = safeText(provider.name.text, longestName);
        if (!name.isEmpty() && !names.contains(name) && names.size() < 3)
            names.append(name);
    }
    return names.join(QStringLiteral(" / "));
}

} // namespace

ChartFacts::ChartFacts(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(between);
    m_grid->setVerticalSpacing(inside / 2);
    m_grid->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void ChartFacts::setChart(const LoadedChart &loaded)
{
    clear();
    const ExtensionMetadata &metadata = loaded.chart.metadata;
    addRow(tr("Name"), safeText(metadata.name.text, longestName));
    addRow(tr("Version"), safeText(metadata.version.text, longestName));
    addRow(tr("Category"), safeText(metadata.category.text, longestName));
    addRow(tr("Provider"), providerName(metadata));
    addTexts(loaded);
    addRow(tr("Contents"), contents(loaded.chart));
    applyColors();
}

void ChartFacts::addTexts(const LoadedChart &loaded)
{
    const ExtensionMetadata &metadata = loaded.chart.metadata;
    QStringList languages;
    for (const LocalizedText *texts : {&metadata.displayName, &metadata.description}) {
        for (auto text = texts->cbegin(); text != texts->cend() && languages.size() < mostCounted; ++text) {
            if (!languages.contains(text.key()))
                languages.append(text.key());
        }
    }
    for (const QString &language : languages.mid(0, mostLanguages)) {
        const QString name = safeText(metadata.displayName.value(language).text, longestName);
        const QString description = safeText(metadata.description.value(language).text, longestDescription);
        addRow(languageName(language),
            name.isEmpty() || description.isEmpty() ? name + description
                                                    : tr("%1 — %2", "name, description").arg(name, description),
            true);
    }
    if (languages.size() > mostLanguages)
        addRow(QString(), tr("and %n more language(s)", nullptr, int(languages.size()) - mostLanguages));
}

void ChartFacts::clear()
{
    while (const QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_row = 0;
}

void ChartFacts::addRow(const QString &name, const QString &value, bool wraps)
{
    auto *caption = new QLabel(name);
    caption->setTextFormat(Qt::PlainText);
    caption->setObjectName(QStringLiteral("caption"));
    QLabel *text = wraps ? new QLabel : new ElidedLabel;
    text->setTextFormat(Qt::PlainText);
    text->setText(value.isEmpty() ? tr("not given") : value);
    text->setWordWrap(wraps);
    if (!name.isEmpty())
        text->setAccessibleName(tr("%1: %2", "what, value").arg(name, text->text()));
    m_grid->addWidget(caption, m_row, 0, Qt::AlignTop | Qt::AlignLeft);
    m_grid->addWidget(text, m_row++, 1);
}

void ChartFacts::applyColors()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    const QList<QLabel *> captions = findChildren<QLabel *>(QStringLiteral("caption"));
    for (QLabel *caption : captions)
        caption->setPalette(quiet);
}

void ChartFacts::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace ksp
