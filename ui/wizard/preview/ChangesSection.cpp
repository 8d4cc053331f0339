#include "wizard/preview/ChangesSection.h"

#include "widgets/DiffView.h"
#include "widgets/Look.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

ChangesSection::ChangesSection(QWidget *parent) : QWidget(parent), m_line(new QLabel), m_view(new DiffView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, between, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_line);
    layout->addWidget(m_view, 1);
    m_line->setTextFormat(Qt::PlainText);
    m_line->setWordWrap(true);
    m_line->setAlignment(Qt::AlignLeading | Qt::AlignTop);
}

void ChangesSection::setPreview(const Preview &preview)
{
    const bool isChanged = std::any_of(preview.changes.begin(), preview.changes.end(),
        [](const DiffLine &line) { return line.kind != DiffLine::Kind::Same; });
    QString sentence = tr("The extension.yaml goes into the package as it is.");
    if (!preview.loaded->package)
        sentence = tr("There is no package while the chart has errors.");
    else if (!preview.changesProblem.isEmpty())
        sentence = preview.changesProblem;
    else if (isChanged && !preview.exampleUrl.isEmpty())
        sentence = tr("The extension.yaml in the package names the images by their addresses. “…” stands for what the "
                      "server decides when it gets them. Everything else stays as you wrote it.");
    else if (isChanged)
        sentence = tr("The extension.yaml in the package is changed so that clusters can read it.");
    m_line->setText(sentence);
    layout()->setAlignment(m_line, isChanged ? Qt::Alignment() : Qt::AlignTop);
    m_view->setVisible(isChanged);
    if (m_changes == preview.changes)
        return;
    m_changes = preview.changes;
    m_view->setDiff(m_changes);
}

} // namespace ksp
