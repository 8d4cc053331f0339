#pragma once

#include "wizard/WizardPage.h"

QT_BEGIN_NAMESPACE
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class ChartStart;
class LoadedChartView;

/// The wizard's second page: the chart is dropped or chosen, and shown with what is wrong with it. Changes of a folder
/// are picked up and told.
///
/// On to Preview as soon as it can be packed: also when the package is too large, since Preview shows why.
class ChartPage : public WizardPage
{
    Q_OBJECT
public:
    explicit ChartPage(const Services &services, QWidget *parent = nullptr);
    ~ChartPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] bool isReady() const override;
    [[nodiscard]] QString whyNotReady() const override;
    [[nodiscard]] QWidget *firstFocus() const override;
    /// Why a drop elsewhere in the window was not taken.
    void showRefusal(const QString &sentence);
    void enter() override;

    /// The system's dialogs, as the Browse menu opens them; for shortcuts of the window.
    void chooseFolder();
    void choosePackage();

signals:
    /// A file shall be shown in an editor at this line (from 1; 0 where none is meant). An absolute path.
    void openFileRequested(const QString &path, int line);

private:
    void refresh();
    void tellReloaded();
    void fillMenu();
    void choose(bool isFolder);
    void setRecentCharts();
    void announceOnce(const QString &sentence);

    QMenu *m_menu;
    QStackedWidget *m_views;
    ChartStart *m_start;
    QWidget *m_loading;
    BusyLabel *m_busy;
    QPushButton *m_cancel;
    LoadedChartView *m_loaded;
    QString m_shownPath; ///< Whose chart the page shows, so that only a new one is announced.
    QString m_announced;
};

} // namespace ksp
