#include "wizard/submit/TargetHeader.h"

#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"
#include "widgets/StatusPill.h"

#include <QGridLayout>

namespace ksp {

TargetHeader::TargetHeader(QWidget *parent)
    : QWidget(parent), m_extension(new ElidedLabel), m_account(new ElidedLabel), m_practice(new StatusPill)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(inside);
    layout->setVerticalSpacing(inside / 2);
    layout->addWidget(m_extension, 0, 0);
    layout->addWidget(m_practice, 0, 1);
    layout->addWidget(m_account, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_extension->setFont(bold);
    for (ElidedLabel *label : {m_extension, m_account})
        label->setTextFormat(Qt::PlainText);
    m_practice->setStatus(Tone::Info, tr("Practice"));
    m_practice->hide();
}

void TargetHeader::setExtension(const QString &name, const QString &version)
{
    m_extension->setText(tr("%1 %2", "extension's name, version").arg(name, version));
}

void TargetHeader::setAccount(const QString &account, const QString &server, bool isPractice)
{
    m_account->setText(
        account.isEmpty() ? tr("Nobody is signed in.") : tr("To %1 at %2", "account, server").arg(account, server));
    m_practice->setVisible(isPractice);
}

} // namespace ksp
