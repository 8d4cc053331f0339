#pragma once

#include "wizard/WizardPage.h"

#include <memory>

QT_BEGIN_NAMESPACE
class QLabel;
class QStackedWidget;
class QTabWidget;
QT_END_NAMESPACE

namespace ksp {

class CardsSection;
class ChangesSection;
class EmptyState;
class FilesSection;
class ImagesSection;
struct LoadedChart;
struct Preview;
class SizeSection;

/// What will be published, as it is and as customers will see it. Shows the draft's chart and nothing else: while
/// another one is being read or prepared, the page says that it computes and does not let the user go on. Going on pins
/// the draft, so that what was shown is what is sent.
class PreviewPage : public WizardPage
{
    Q_OBJECT
public:
    explicit PreviewPage(const Services &services, QWidget *parent = nullptr);
    ~PreviewPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] bool isReady() const override;
    [[nodiscard]] QString whyNotReady() const override;
    [[nodiscard]] QWidget *firstFocus() const override;

    /// Unpins the draft (unless a publish of it runs), so that changes on the disk are shown.
    void enter() override;
    void leave() override;
    void primary() override;

private:
    void build();
    /// Brings the page to what the draft is now.
    void refresh();
    void prepare(const std::shared_ptr<const LoadedChart> &loaded);
    void show(const Preview &preview);
    void showFindings(const LoadedChart &loaded);
    void showBusy();
    void showEmpty();

    bool m_active = false;
    std::shared_ptr<const LoadedChart> m_preparing;
    std::shared_ptr<const LoadedChart> m_shown;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QWidget *m_busy;
    SizeSection *m_size;
    QTabWidget *m_tabs;
    QLabel *m_findings;
    CardsSection *m_cards;
    ImagesSection *m_images;
    ChangesSection *m_changes;
    FilesSection *m_files;
};

} // namespace ksp
