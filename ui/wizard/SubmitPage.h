#pragma once

#include "wizard/WizardPage.h"

namespace ksp {

class MessageBar;
class PlanView;
class PreparedPackage;
class RunView;
class SuccessView;
class TargetHeader;
class VersionLookup;

/// The last page: says what will happen, does it, and tells what came of it. The publish itself belongs to PublishRun
/// and goes on whatever page is shown.
class SubmitPage : public WizardPage
{
    Q_OBJECT
public:
    explicit SubmitPage(const Services &services, QWidget *parent = nullptr);
    ~SubmitPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] bool isReady() const override;
    [[nodiscard]] QString whyNotReady() const override;
    [[nodiscard]] bool canGoBack() const override;
    [[nodiscard]] QWidget *firstFocus() const override;

    void enter() override;
    void leave() override;
    void primary() override;

signals:
    /// To the table of extensions, with this one chosen.
    void watchRequested(const QString &extensionName);
    /// A file of the chart shall be opened for editing. `line` from 1; 0 where it is not known.
    void openFileRequested(const QString &path, int line);

private:
    enum class Bar { None, Stale, LookupFailed, SignedOut };

    void refresh();
    void refreshHeader();
    void refreshPlan();
    void refreshBar();
    void showView();
    void look();
    void onRunChanged();
    void onPhasesChanged();
    void onBarAction();
    void submit();
    void backToPreview();
    void publishAnother();
    void openVersionLine();
    [[nodiscard]] const PreparedPackage *package() const;
    [[nodiscard]] bool isPlanning() const;
    [[nodiscard]] QString staleText() const;

    VersionLookup *m_lookup;
    TargetHeader *m_header;
    MessageBar *m_bar;
    PlanView *m_plan;
    RunView *m_runView;
    SuccessView *m_success;
    QWidget *m_view = nullptr; ///< The one of the three that is shown.
    Bar m_shownBar = Bar::None;
    bool m_isEntered = false;
    QString m_lookedAt; ///< Content id of the last question.
    QString m_saidPhase;
};

} // namespace ksp
