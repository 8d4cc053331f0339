#include "wizard/submit/PlanView.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "widgets/BusyLabel.h"
#include "widgets/Look.h"
#include "widgets/QuietLabel.h"
#include "widgets/StatusPill.h"
#include "wizard/submit/StepRow.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <memory>

namespace ksp {

namespace {

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QString localTime(const QDateTime &utc)
{
    return QLocale().toString(utc.toLocalTime(), QLocale::ShortFormat);
}

/// A status may be any word of the server's: shown as it is, but not at any length.
QString shortened(const QString &word)
{
    constexpr int longest = 40;
    return word.size() > longest ? word.left(longest) + QChar(0x2026) : word;
}

} // namespace

PlanView::PlanView(QWidget *parent)
    : QWidget(parent), m_steps(new QVBoxLayout), m_asking(new BusyLabel),
      m_look(new QPushButton(tr("Show it under E&xtensions"))), m_version(new QWidget), m_versionHeading(heading({})),
      m_status(new StatusPill), m_versionText(new QLabel), m_agree(new QCheckBox), m_newVersionRow(new QWidget),
      m_newVersion(new QPushButton(tr("Use a &new version number…"))), m_newVersionHint(new QuietLabel),
      m_message(new QPlainTextEdit)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);

    auto *version = new QVBoxLayout(m_version);
    version->setContentsMargins(0, 0, 0, between);
    version->setSpacing(inside);
    auto *line = new QHBoxLayout;
    line->setSpacing(inside);
    line->addWidget(m_versionHeading);
    line->addWidget(m_status);
    line->addStretch(1);
    line->addWidget(m_look);
    version->addLayout(line);
    version->addWidget(m_versionText);
    version->addWidget(m_agree);
    auto *row = new QHBoxLayout(m_newVersionRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(inside);
    row->addWidget(m_newVersion);
    row->addWidget(m_newVersionHint, 1);
    version->addWidget(m_newVersionRow);
    m_versionText->setTextFormat(Qt::PlainText);
    m_versionText->setWordWrap(true);
    layout->addWidget(m_version);

    layout->addWidget(heading(tr("What will happen")));
    layout->addLayout(m_steps);
    m_steps->setSpacing(inside);
    m_asking->setText(tr("Asking the Cloud whether this version exists…"));
    layout->addWidget(m_asking);
    layout->addSpacing(between);

    auto *label = heading(tr("No&te to the reviewers (optional)"));
    label->setBuddy(m_message);
    layout->addWidget(label);
    layout->addWidget(m_message);
    m_message->setTabChangesFocus(true);
    m_message->setAccessibleName(tr("Note to the reviewers"));
    m_message->setPlaceholderText(
        tr("What is new, and what to look at. If you leave this empty, the date and “submit for review” are sent."));
    m_message->setFixedHeight(m_message->fontMetrics().lineSpacing() * 3 + between);
    layout->addStretch(1);
    m_version->hide();
    m_asking->hide();

    connect(m_agree, &QCheckBox::toggled, this, &PlanView::agreementChanged);
    m_newVersion->setObjectName(QStringLiteral("newVersion"));
    m_look->setObjectName(QStringLiteral("look"));
    m_look->setAutoDefault(false);
    m_look->setToolTip(toolTipText(tr("There it can be withdrawn, too.")));
    connect(m_look, &QPushButton::clicked, this, &PlanView::lookRequested);
    connect(m_newVersion, &QPushButton::clicked, this, &PlanView::newVersionRequested);
    connect(m_message, &QPlainTextEdit::textChanged, this, [this] { emit messageEdited(m_message->toPlainText()); });
}

void PlanView::setUnknown(const PreparedPackage &package, bool isAsking)
{
    m_asking->setVisible(isAsking);
    hideVersion();
    showSteps(package, planPublish({{}, {}, package.images()}).phases, package.images());
}

void PlanView::setSituation(const PreparedPackage &package, const PublishSituation &situation)
{
    m_asking->hide();
    showVersion(package, situation);
    showSteps(package, planPublish(situation).phases, situation.imagesToSend);
}

void PlanView::setCanOpenFile(bool can)
{
    m_canOpenFile = can;
}

void PlanView::setMessage(const QString &message)
{
    if (m_message->toPlainText() == message)
        return;
    const QSignalBlocker blocker(m_message);
    m_message->setPlainText(message);
}

bool PlanView::isAgreed() const
{
    return m_needsAgreement && m_agree->isChecked();
}

QWidget *PlanView::firstFocus() const
{
    return m_needsAgreement ? static_cast<QWidget *>(m_agree) : m_message;
}

QString PlanView::versionText() const
{
    return m_version->isHidden() ? QString() : m_versionText->text();
}

void PlanView::showSteps(
    const PreparedPackage &package, const QList<PublishPhase> &phases, const QList<LocalImage> &images)
{
    QList<std::array<QString, 3>> steps;
    for (const PublishPhase phase : phases) {
        QString title;
        QString detail;
        QString amount;
        switch (phase) {
        case PublishPhase::Check:
            title = tr("Check the account, and whether this version exists");
            break;
        case PublishPhase::Images: {
            title = tr("Upload %n image(s)", nullptr, int(images.size()));
            qint64 bytes = 0;
            QStringList names;
            for (const LocalImage &image : images) {
                bytes += image.data.size();
                names.append(image.uploadName);
            }
            amount = exactSize(bytes);
            detail = names.join(QStringLiteral(", "));
            break;
        }
        case PublishPhase::Withdraw:
            title = tr("Withdraw the submission that waits for review");
            break;
        case PublishPhase::Package:
            title = tr("Upload the package");
            detail = package.fileName();
            amount = package.lowerBound() == package.upperBound()
                ? exactSize(package.upperBound())
                : tr("at most %1", "a size").arg(exactSize(package.upperBound()));
            break;
        case PublishPhase::Submit:
            title = tr("Submit it for review");
            break;
        }
        steps.append({title, detail, amount});
    }
    if (steps == m_shownSteps)
        return;
    m_shownSteps = steps;
    while (m_steps->count() > 0)
        delete std::unique_ptr<QLayoutItem>(m_steps->takeAt(0))->widget();
    for (int i = 0; i < steps.size(); ++i) {
        auto *row = new StepRow;
        row->setPlanned(i + 1, steps.at(i)[0], steps.at(i)[1], steps.at(i)[2]);
        m_steps->addWidget(row);
    }
}

void PlanView::hideVersion()
{
    m_needsAgreement = false;
    m_version->hide();
}

void PlanView::showVersion(const PreparedPackage &package, const PublishSituation &situation)
{
    const PublishPlan::Way way = planPublish({situation.snapshot, situation.record, situation.imagesToSend}).way;
    const QString version = package.metadata().version.text;
    if (!situation.snapshot && !situation.record) {
        hideVersion();
        return;
    }
    const Snapshot snapshot = situation.snapshot.value_or(Snapshot());
    const QString key = version + u'\n' + snapshot.id + u'\n' + snapshot.status;
    if (m_versionKey != key) {
        const QSignalBlocker blocker(m_agree);
        m_agree->setChecked(false);
        m_versionKey = key;
    }
    const QString status = shortened(ReviewStatus::labelOf(snapshot.status));
    const bool isActive = snapshot.status == QLatin1String("active");
    m_versionHeading->setText(
        situation.snapshot ? tr("This version exists already") : tr("This publish was begun already"));
    m_status->setVisible(situation.snapshot.has_value());
    m_look->setVisible(situation.snapshot.has_value());
    m_status->setStatus(isActive                            ? Tone::Good
            : snapshot.status == QLatin1String("submitted") ? Tone::Info
                                                            : Tone::Neutral,
        status);

    m_needsAgreement = way == PublishPlan::Way::AskToReplace || way == PublishPlan::Way::RefuseActive;
    QString text;
    switch (way) {
    case PublishPlan::Way::NothingToDo:
        text = isActive ? tr("Exactly this content was approved already; nothing will be sent again.")
                        : tr("Exactly this content waits for review already; nothing will be sent again.");
        break;
    case PublishPlan::Way::SubmitOnly:
    case PublishPlan::Way::SendKeptPackage:
        text = tr("An earlier publish of this very content stopped half-way at %1. It goes on where it stopped.")
                   .arg(localTime(situation.record->updatedAt));
        break;
    case PublishPlan::Way::AskToReplace:
        if (snapshot.status == QLatin1String("submitted")) {
            text = tr("Version %1 waits for review (snapshot %2). You can withdraw and replace it, or publish under a "
                      "new version number.")
                       .arg(version, snapshot.id);
            m_agree->setText(tr("&Withdraw the submission and replace it"));
        } else {
            const bool isKnown = ReviewStatus::of(snapshot.status).next != NextActor::Unknown;
            const QString sentence = isKnown
                ? tr("Version %1 has the status “%2” (snapshot %3). You can replace it all the same, or publish under "
                     "a new version number.")
                : tr("Version %1 has the status “%2” (snapshot %3), which this program does not know. You can replace "
                     "it all the same, or publish under a new version number.");
            text = sentence.arg(version, status, snapshot.id);
            m_agree->setText(tr("Replace it &all the same"));
        }
        break;
    case PublishPlan::Way::RefuseActive:
        text = tr("Version %1 was approved (snapshot %2). Clusters that have it will not notice that it was "
                  "overwritten: better publish under a new version number.")
                   .arg(version, snapshot.id);
        m_agree->setText(tr("Overwrite the approved version &all the same"));
        break;
    case PublishPlan::Way::SendAll:
        if (situation.record)
            text = tr("An earlier publish of this very content stopped half-way at %1. It goes on where it stopped.")
                       .arg(localTime(situation.record->updatedAt));
        else if (snapshot.status == StatusWord::rejected)
            text = tr("Version %1 was rejected by the reviewers (snapshot %2). It will be replaced.")
                       .arg(version, snapshot.id);
        else
            text = tr("Version %1 is there as a draft that nobody reviews (snapshot %2). It will be replaced.")
                       .arg(version, snapshot.id);
        break;
    }
    m_versionText->setText(safeText(text, 1000));
    m_agree->setVisible(m_needsAgreement);
    m_newVersionRow->setVisible(m_needsAgreement);
    m_newVersion->setVisible(m_canOpenFile);
    m_newVersionHint->setText(m_canOpenFile
            ? tr("Opens extension.yaml at the version.")
            : tr("For a new version number, change extension.yaml in the chart's source and pack it again."));
    m_version->show();
}

} // namespace ksp
