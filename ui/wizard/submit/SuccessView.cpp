#include "wizard/submit/SuccessView.h"

#include "core/SafeText.h"
#include "publish/HelmCommands.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"
#include "widgets/QuietLabel.h"
#include "wizard/submit/StepMark.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

/// Of a SHA-256 that is shown: enough to tell two apart.
constexpr int shownDigits = 12;
constexpr int mostLines = 6;

QToolButton *copyButton(const QString &name)
{
    auto *button = new QToolButton;
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    button->setText(SuccessView::tr("Copy"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setToolTip(toolTipText(name));
    button->setAccessibleName(name);
    return button;
}

QWidget *rowOf(QWidget *first, QWidget *second)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(first);
    layout->addWidget(second);
    layout->addStretch(1);
    return row;
}

QPlainTextEdit *textToCopy(const QString &name)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(name);
    return text;
}

void fitLines(QPlainTextEdit *text)
{
    const int lines = qBound(1, text->blockCount(), mostLines);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * lines + 2 * between);
}

} // namespace

SuccessView::SuccessView(QWidget *parent)
    : QWidget(parent), m_mark(new StepMark), m_sentence(new QLabel), m_more(new QuietLabel),
      m_snapshot(new ElidedLabel), m_size(new QLabel), m_sha(new ElidedLabel),
      m_copySnapshot(copyButton(tr("Copy the snapshot's ID"))), m_copySha(copyButton(tr("Copy the SHA-256"))),
      m_imagesLabel(new QLabel), m_showImages(new QToolButton), m_images(textToCopy(tr("Addresses of the images"))),
      m_beta(new QWidget), m_commands(textToCopy(tr("Commands for the beta repository"))),
      m_copyCommands(new QPushButton(tr("Copy the &commands"))),
      m_another(new QPushButton(tr("&Publish another chart")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    auto *line = new QHBoxLayout;
    line->setSpacing(inside);
    m_mark->setSign(StepMark::Sign::Done);
    line->addWidget(m_mark, 0, Qt::AlignTop);
    line->addWidget(m_sentence, 1);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_sentence->setFont(bold);
    layout->addLayout(line);
    layout->addWidget(m_more);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(between);
    form->setVerticalSpacing(inside);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Snapshot:"), rowOf(m_snapshot, m_copySnapshot));
    form->addRow(tr("Package:"), m_size);
    form->addRow(tr("SHA-256:"), rowOf(m_sha, m_copySha));
    m_showImages->setText(tr("Show &addresses"));
    m_showImages->setCheckable(true);
    m_showImages->setAutoRaise(true);
    m_showImages->setFocusPolicy(Qt::StrongFocus);
    form->addRow(tr("Images:"), rowOf(m_imagesLabel, m_showImages));
    layout->addLayout(form);
    for (QLabel *label : {static_cast<QLabel *>(m_snapshot), m_size, static_cast<QLabel *>(m_sha), m_imagesLabel})
        label->setTextFormat(Qt::PlainText);
    layout->addWidget(m_images);
    m_images->hide();

    layout->addWidget(m_beta);
    auto *beta = new QVBoxLayout(m_beta);
    beta->setContentsMargins(0, inside, 0, 0);
    beta->setSpacing(inside);
    auto *heading = new QLabel(tr("Try it before it is approved"));
    heading->setFont(bold);
    beta->addWidget(heading);
    beta->addWidget(new QuietLabel(
        tr("A submitted package appears in the beta repository. These commands make helm show what is there.")));
    beta->addWidget(m_commands);
    beta->addWidget(m_copyCommands, 0, Qt::AlignLeading);
    layout->addWidget(m_another, 0, Qt::AlignLeading);
    layout->addStretch(1);

    connect(m_copySnapshot, &QToolButton::clicked, this,
        [this] { copy(m_snapshot->text(), tr("The snapshot's ID was copied.")); });
    connect(m_copySha, &QToolButton::clicked, this, [this] { copy(m_fullSha, tr("The SHA-256 was copied.")); });
    connect(m_copyCommands, &QPushButton::clicked, this,
        [this] { copy(m_commands->toPlainText(), tr("The commands were copied.")); });
    connect(m_showImages, &QToolButton::toggled, m_images, &QWidget::setVisible);
    connect(m_another, &QPushButton::clicked, this, &SuccessView::publishAnotherRequested);
}

void SuccessView::setPublished(const Published &published, const PublishRequest &request, const QUrl &betaRepository)
{
    const QString name = request.package.metadata().name.text;
    const QString version = request.package.metadata().version.text;
    m_sentence->setText(published.nothingSent
            ? tr("%1 %2 was submitted already; nothing was sent again.").arg(name, version)
            : tr("%1 %2 was submitted for review.").arg(name, version));
    m_more->setText(tr("Now it is the reviewers' turn. In the table you see when they have decided."));
    m_snapshot->setText(safeText(published.snapshotId, 80));
    m_fullSha = published.packageSha256;
    m_size->setText(tr("%1 (%2)", "file name, size").arg(request.package.fileName(), exactSize(published.packageSize)));
    m_sha->setText(m_fullSha.left(shownDigits) + QChar(0x2026));
    m_sha->setToolTip(toolTipText(m_fullSha));
    m_sha->setAccessibleName(m_fullSha);
    // An earlier publish may have sent it: then the journal may not know its bytes.
    const bool known = !m_fullSha.isEmpty();
    m_sha->setVisible(known);
    m_copySha->setVisible(known);
    m_size->setVisible(known);
    m_imagesLabel->setText(tr("%n image(s) on the server", nullptr, int(published.imageUrls.size())));
    m_showImages->setChecked(false);
    m_showImages->setVisible(!published.imageUrls.isEmpty());
    m_images->setPlainText(published.imageUrls.join(u'\n'));
    fitLines(m_images);
    m_beta->setVisible(!betaRepository.isEmpty());
    m_commands->setPlainText(helmSearchCommands(betaRepository, name, version));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_commands, m_copyCommands})
        widget->setVisible(!m_commands->toPlainText().isEmpty());
    fitLines(m_commands);
}

QString SuccessView::sentence() const
{
    return m_sentence->text();
}

void SuccessView::copy(const QString &text, const QString &sentence)
{
    QGuiApplication::clipboard()->setText(text);
    m_more->setText(sentence);
    emit copied(sentence);
}

} // namespace ksp
