#include "wizard/WizardPage.h"

namespace ksp {

WizardPage::WizardPage(const Services &services, QWidget *parent) : QWidget(parent), m_services(services) { }

QString WizardPage::primaryText() const
{
    return tr("&Continue");
}

bool WizardPage::isPrimaryEnabled() const
{
    return isReady();
}

bool WizardPage::canGoBack() const
{
    return true;
}

QWidget *WizardPage::firstFocus() const
{
    return nullptr;
}

void WizardPage::enter() { }

void WizardPage::leave() { }

void WizardPage::primary()
{
    emit done();
}

} // namespace ksp
