#include "account/AccountSteps.h"

#include "core/SafeText.h"

#include "widgets/Look.h"

#include <QDesktopServices>
#include <QGridLayout>
#include <QLabel>
#include <QTextDocumentFragment>
#include <QUrl>

namespace ksp {

namespace {

// The pages that a publisher needs.
QString registerPage()
{
    return QStringLiteral("https://kubesphere.cloud/");
}

QString partnerPage()
{
    return QStringLiteral("https://kubesphere.com.cn/marketplace/");
}

QString tokenPage()
{
    return QStringLiteral("https://kubesphere.cloud/user/setting/");
}

QString documentationPage()
{
    return QStringLiteral("https://dev-guide.kubesphere.io/extension-dev-guide/en/packaging-and-release/release/");
}

} // namespace

AccountSteps::AccountSteps(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(inside);
    layout->setVerticalSpacing(inside);
    layout->setColumnStretch(1, 1);
    auto *heading = new QLabel(tr("Where the key comes from"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    layout->addWidget(heading, 0, 0, 1, 2);

    const QStringList steps = {
        tr("<a href=\"%1\">Register</a> at the KubeSphere Cloud.").arg(registerPage()),
        tr("<a href=\"%1\">Become a partner</a> of the marketplace: sign the agreement.").arg(partnerPage()),
        tr("<a href=\"%1\">Create an access token</a>: Security → Create Access Token → tick <b>Extension</b> → "
           "Create.")
            .arg(tokenPage()),
    };
    for (int i = 0; i < int(steps.size()); ++i) {
        auto *number = new QLabel(QStringLiteral("%1.").arg(i + 1));
        number->setAlignment(Qt::AlignRight | Qt::AlignTop);
        layout->addWidget(number, i + 1, 0);
        layout->addWidget(link(steps.at(i)), i + 1, 1);
    }
    layout->addWidget(
        link(tr("The <a href=\"%1\">documentation</a> shows each step.").arg(documentationPage())), 4, 0, 1, 2);
    layout->setRowStretch(5, 1);
}

QWidget *AccountSteps::link(const QString &html)
{
    auto *label = new QLabel(html);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    label->setAccessibleName(QTextDocumentFragment::fromHtml(html).toPlainText());
    connect(label, &QLabel::linkHovered, label, [label](const QString &link) { label->setToolTip(toolTipText(link)); });
    connect(label, &QLabel::linkActivated, this, [this](const QString &address) {
        if (!QDesktopServices::openUrl(QUrl(address)))
            emit openingFailed(tr("No browser could be opened. The address is %1").arg(address));
    });
    return label;
}

} // namespace ksp
