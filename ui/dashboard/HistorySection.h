#pragma once

#include "core/Error.h"
#include "publish/JournalTypes.h"
#include "review/ReviewTypes.h"

#include <QWidget>

#include <memory>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;
QT_END_NAMESPACE

namespace ksp {

class Journal;

/// What was published of one extension from this computer, as the journal has it: each publish with its time, version
/// and outcome, and below it the exact bytes, images, account, note and steps. A chart can be opened again, a package
/// saved as it was sent.
class HistorySection : public QWidget
{
    Q_OBJECT
public:
    /// `journal` is not owned; without one there is no history.
    explicit HistorySection(Journal *journal, QWidget *parent = nullptr);
    ~HistorySection() override;

    /// Reads the journal. Again for the same extension: what is new there appears.
    void setExtension(const ReviewOwner &owner, const QString &name);
    /// Saves the package of a publish. For the dialog, and tests.
    void savePackage(const ksp::PublishRecord &record, const QString &file);

signals:
    void openChartRequested(const QString &path);
    /// A package was saved.
    void saved(const QString &sentence);
    void failed(const ksp::Error &error);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setRecords(const QList<PublishRecord> &records);
    [[nodiscard]] QTreeWidgetItem *makeItem(const PublishRecord &record) const;
    void addImages(const PublishKey &key, const QList<ImageRecord> &images);
    void updateActions();
    void updateColors();
    void chooseFile();
    [[nodiscard]] const PublishRecord *chosen() const;

    Journal *m_journal;
    ReviewOwner m_owner;
    QString m_name;
    QList<PublishRecord> m_records;
    std::unique_ptr<QObject> m_images; ///< Context of the questions for what m_records sent.
    QLabel *m_none;
    QTreeWidget *m_tree;
    QPushButton *m_open;
    QPushButton *m_save;
};

} // namespace ksp
