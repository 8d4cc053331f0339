#pragma once

#include "Services.h"
#include "core/Result.h"
#include "review/ReviewTypes.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class ColumnsButton;
class DetailsPane;
class EmptyState;
class ExtensionIcons;
class ExtensionsFilter;
class MessageBar;
class ReviewCommands;
class ReviewNotices;
class ReviewStore;
class ReviewTable;
class ReviewWatch;
class StatusFilterBar;

/// The dashboard: the table of extensions, kept true by a ReviewWatch, and the chosen one beside it. Uses the session,
/// the database and the settings of the services. Columns and splitter are remembered.
class ExtensionsPage : public QWidget
{
    Q_OBJECT
public:
    explicit ExtensionsPage(const Services &services, QWidget *parent = nullptr);
    ~ExtensionsPage() override;

    /// Selects an extension, as soon as it is in the list; filters that hide it are taken off. Asks the server anew.
    void showExtension(const QString &name);
    /// The icon of a chart that was opened, to be shown beside its name from now on.
    void rememberIcon(const QString &name, const QByteArray &encoded);
    /// The watch goes on while the page is hidden: for notifications and badges.
    [[nodiscard]] ReviewWatch *watch() const { return m_watch.get(); }

    /// On how many extensions there is news that the user has not looked at.
    [[nodiscard]] int unseenCount() const;

signals:
    /// A chart that was published before is to be opened in the wizard.
    void openChartRequested(const QString &path);
    void unseenChanged(int count);
    /// The user clicked a notification: the window is wanted, with this page. The extension it is about is chosen here
    /// already. `activationToken`: see Notifier::activated().
    void activationRequested(const QString &activationToken);
    /// The user wants to publish a new version of this extension, or a first one where the name is empty.
    void publishRequested(const QString &name);
    /// From the page that a signed-out user sees.
    void signInRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool event(QEvent *event) override;

private:
    void buildLayout();
    void buildTable();
    void followSession();
    void followNetwork();
    void updateFocus();
    void updateState();
    void updateAge();
    void updateDetails();
    void updateVisible();
    void updateTimeline();
    void onCurrentChanged();
    void onModelReset();
    void onMatchesChanged();
    void onRoundFinished();
    void choose(const QString &name);
    void clearFilters();
    void saveCsv(const QString &file);
    void restoreLayout();
    void saveLayout();
    void onCommandDone(const QString &name, const Result<QString> &result);

    Services m_services;
    std::unique_ptr<ReviewStore> m_store;
    std::unique_ptr<ReviewWatch> m_watch;
    std::unique_ptr<ReviewNotices> m_notices;
    std::unique_ptr<ReviewCommands> m_commands;
    ExtensionIcons *m_icons;
    ExtensionsFilter *m_filter = nullptr;
    QString m_chosen; ///< Name of the extension that the details show.
    QString m_wanted; ///< To be chosen as soon as it is there.
    bool m_announce = false; ///< The user asked for the refresh that is under way.
    bool m_saysState = false; ///< m_message speaks of the watch's state.
    QTimer m_ageTimer;
    QTimer m_visibleTimer;

    QLabel *m_age;
    QPushButton *m_refresh;
    MessageBar *m_message;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_loading;
    QWidget *m_content;
    QLineEdit *m_search;
    StatusFilterBar *m_statuses;
    QSplitter *m_splitter;
    QStackedWidget *m_tableStack;
    ReviewTable *m_table;
    ColumnsButton *m_columns;
    EmptyState *m_noMatch;
    DetailsPane *m_details;
};

} // namespace ksp
