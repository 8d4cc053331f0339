#pragma once

#include "core/Error.h"
#include "core/Finding.h"

#include <QWidget>

#include <optional>

QT_BEGIN_NAMESPACE
class QMenu;
class QUrl;
QT_END_NAMESPACE

namespace ksp {

class DropZone;
class MessageBar;
class RecentCharts;

/// Where a chart is chosen: a drop zone with Browse, and the recent charts. Above them what was wrong with the last
/// one.
class ChartStart : public QWidget
{
    Q_OBJECT
public:
    /// `browse`: what the button opens. Not owned.
    explicit ChartStart(QMenu *browse, QWidget *parent = nullptr);

    /// `path`: the chart that could not be read. Offers the line in question where there is one in a folder, else to
    /// try again (a folder is read again by itself when it changes).
    void showError(const QString &path, const Error &error);
    /// Why the last drop was not taken; instead of what stood there before.
    void showRefusal(const QString &sentence);
    void hideError();
    void setRecentCharts(const QStringList &paths);
    [[nodiscard]] DropZone *dropZone() const { return m_zone; }

signals:
    void openRequested(const QString &path);
    void removeRequested(const QString &path);
    void retryRequested();
    void openFileRequested(const QString &fileName, int line);

private:
    MessageBar *m_bar;
    DropZone *m_zone;
    RecentCharts *m_recent;
    QString m_path; ///< Of the error that is shown.
    std::optional<Place> m_place;
};

} // namespace ksp
