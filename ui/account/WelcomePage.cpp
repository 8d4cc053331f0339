#include "account/WelcomePage.h"

#include "account/WelcomePicture.h"
#include "widgets/Look.h"
#include "widgets/PrimaryButton.h"

#include <QEvent>
#include <QGridLayout>
#include <QIcon>
#include <QLabel>

namespace ksp {

namespace {

constexpr int iconSide = 32;
constexpr int columnWidth = 520;

} // namespace

WelcomePage::WelcomePage(QWidget *parent) : QWidget(parent)
{
    auto *title = new QLabel(tr("Publish your extension for KubeSphere"));
    title->setFont(titleFont(font()));
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);

    auto *lines = new QGridLayout;
    lines->setHorizontalSpacing(between);
    lines->setVerticalSpacing(between);
    lines->setColumnStretch(1, 1);
    const auto addLine = [&](const QStringList &icons, const QString &sentence) {
        auto *icon = new QLabel;
        icon->setFixedSize(iconSide, iconSide);
        auto *text = new QLabel(sentence);
        text->setWordWrap(true);
        const int row = lines->rowCount();
        lines->addWidget(icon, row, 0);
        lines->addWidget(text, row, 1, Qt::AlignVCenter);
        m_lines.append({icon, icons});
    };
    addLine({QStringLiteral("view-preview"), QStringLiteral("view-visible")},
        tr("See what customers will see in the marketplace, before anybody else does."));
    addLine({QStringLiteral("dialog-ok-apply"), QStringLiteral("dialog-ok")},
        tr("Know beforehand what is wrong with the chart, and whether it keeps the size limit."));
    addLine({QStringLiteral("document-send"), QStringLiteral("document-export")},
        tr("Submit it for review, and be told when the review moves."));

    auto *practice = new QPushButton(tr("&Try it without an account"));
    auto *signIn = new PrimaryButton(tr("Sign &in"));
    practice->setMinimumHeight(signIn->sizeHint().height());
    signIn->setAutoDefault(true);
    practice->setAutoDefault(true);
    m_first = signIn;
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(inside);
    buttons->addStretch();
    buttons->addWidget(practice);
    buttons->addWidget(signIn);

    auto *column = new QVBoxLayout;
    column->setSpacing(around);
    column->addStretch(2);
    column->addWidget(new WelcomePicture, 0, Qt::AlignHCenter);
    column->addWidget(title);
    column->addLayout(lines);
    column->addSpacing(inside);
    column->addLayout(buttons);
    column->addStretch(3);
    auto *middle = new QWidget;
    middle->setLayout(column);
    middle->setFixedWidth(columnWidth);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(around, around, around, around);
    layout->addWidget(middle, 0, Qt::AlignHCenter);

    connect(signIn, &QPushButton::clicked, this, &WelcomePage::signInRequested);
    connect(practice, &QPushButton::clicked, this, &WelcomePage::practiceRequested);
    setTabOrder(signIn, practice);
    applyIcons();
}

void WelcomePage::applyIcons()
{
    for (const Line &line : std::as_const(m_lines)) {
        QIcon icon;
        for (const QString &name : line.names) {
            icon = QIcon::fromTheme(name);
            if (!icon.isNull())
                break;
        }
        line.icon->setPixmap(icon.pixmap(QSize(iconSide, iconSide), devicePixelRatioF()));
    }
}

void WelcomePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ThemeChange)
        applyIcons();
}

void WelcomePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_first->setFocus(Qt::OtherFocusReason);
}

} // namespace ksp
