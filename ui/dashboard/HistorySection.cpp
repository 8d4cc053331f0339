#include "dashboard/HistorySection.h"

#include "core/OffThread.h"
#include "core/SafeText.h"
#include "publish/Journal.h"
#include "review/SnapshotsModel.h"
#include "widgets/FlowLayout.h"
#include "widgets/Look.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int longestHistory = 100;
constexpr int longestFact = 2000;
/// An item of a publish has its place in the list, the others have none.
constexpr int placeRole = Qt::UserRole;
constexpr int versionRole = Qt::UserRole + 1;

/// Rows with room to breathe.
class RoomyDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(inside, inside);
    }
};

void addFact(QTreeWidgetItem *item, const QString &name, const QString &value, const QString &tip = {})
{
    if (value.isEmpty())
        return;
    auto *fact = new QTreeWidgetItem(item, {name, value.left(longestFact).simplified()});
    fact->setToolTip(1, toolTipText(tip.isEmpty() ? value.left(longestFact) : tip));
}

QString packageName(const PublishRecord &record)
{
    // Both come from a chart; a file's name they are only here.
    QString name = QStringLiteral("%1-%2.tgz").arg(record.key.name, record.key.version);
    return name.replace(QLatin1Char('/'), QLatin1Char('_'));
}

Result<void> writeFile(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return failure(ErrorKind::Internal,
            HistorySection::tr("%1 could not be written: %2.").arg(QDir::toNativeSeparators(name), file.errorString()));
    }
    return {};
}

} // namespace

HistorySection::HistorySection(Journal *journal, QWidget *parent)
    : QWidget(parent), m_journal(journal), m_none(new QLabel(tr("Nothing was published from here yet."))),
      m_tree(new QTreeWidget), m_open(new QPushButton(tr("Open the chart a&gain"))),
      m_save(new QPushButton(tr("Save the pac&kage…")))
{
    m_none->setWordWrap(true);
    m_none->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_none->setMargin(inside);
    m_tree->setItemDelegate(new RoomyDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setAccessibleName(tr("What was published from this computer"));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tree->installEventFilter(this);
    for (QPushButton *button : {m_open, m_save})
        button->setAutoDefault(false);
    m_open->setIcon(QIcon::fromTheme(QStringLiteral("document-open")));
    m_save->setIcon(QIcon::fromTheme(QStringLiteral("document-save-as")));
    auto *actions = new FlowLayout;
    actions->setSpacing(inside);
    actions->addWidget(m_open);
    actions->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, inside, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_tree, 1);
    layout->addLayout(actions);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &HistorySection::updateActions);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const PublishRecord *record = chosen())
            emit openChartRequested(record->chartPath);
    });
    connect(m_save, &QPushButton::clicked, this, &HistorySection::chooseFile);
    setRecords({});
    updateColors();
}

HistorySection::~HistorySection() = default;

void HistorySection::setExtension(const ReviewOwner &owner, const QString &name)
{
    if (m_name != name || m_owner != owner)
        setRecords({});
    m_owner = owner;
    m_name = name;
    if (!m_journal || name.isEmpty() || !owner.isValid())
        return;
    m_journal->historyOf(owner.server, owner.userId, name, longestHistory, this,
        [this, owner, name](const Result<QList<PublishRecord>> &records) {
            if (records && owner == m_owner && name == m_name && *records != m_records)
                setRecords(*records);
        });
}

void HistorySection::setRecords(const QList<PublishRecord> &records)
{
    m_records = records;
    m_tree->clear();
    m_images = std::make_unique<QObject>();
    QSet<QString> versions;
    for (const PublishRecord &record : records) {
        QTreeWidgetItem *item = makeItem(record);
        item->setData(0, placeRole, m_tree->topLevelItemCount());
        item->setData(0, versionRole, record.key.version);
        m_tree->addTopLevelItem(item);
        if (versions.contains(record.key.version))
            continue;
        versions.insert(record.key.version);
        m_journal->images(
            record.key, m_images.get(), [this, key = record.key](const Result<QList<ImageRecord>> &images) {
                if (images)
                    addImages(key, *images);
            });
    }
    if (m_tree->topLevelItemCount() > 0)
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    m_none->setVisible(records.isEmpty());
    m_tree->setVisible(!records.isEmpty());
    m_open->setVisible(!records.isEmpty());
    m_save->setVisible(!records.isEmpty());
    updateActions();
}

QTreeWidgetItem *HistorySection::makeItem(const PublishRecord &record) const
{
    QString state = tr("submitted", "a publish");
    if (record.state == PublishState::Open)
        state = tr("not finished", "a publish");
    else if (record.state == PublishState::GivenUp)
        state = tr("given up", "a publish");
    auto *item = new QTreeWidgetItem(
        {record.key.version, QStringLiteral("%1 · %2").arg(state, SnapshotsModel::localDay(record.startedAt))});
    item->setToolTip(1, toolTipText(SnapshotsModel::exactTime(record.startedAt)));
    addFact(
        item, tr("Begun"), SnapshotsModel::localTime(record.startedAt), SnapshotsModel::exactTime(record.startedAt));
    if (record.packageSize > 0)
        addFact(item, tr("Package"), exactSize(record.packageSize));
    addFact(item, tr("SHA-256"), record.packageSha256);
    addFact(item, tr("Snapshot"), record.snapshotId);
    addFact(item, tr("Account"), record.account);
    addFact(item, tr("Note"), record.message);
    addFact(item, tr("Chart"), QDir::toNativeSeparators(record.chartPath));
    const std::pair<PublishStep, QString> steps[]
        = {{PublishStep::Images, tr("Images sent")}, {PublishStep::Withdraw, tr("Withdrawn")},
            {PublishStep::Package, tr("Package sent")}, {PublishStep::Submit, tr("Submitted")}};
    for (const auto &[which, title] : steps) {
        const StepRecord &step = record.step(which);
        if (step.state == StepState::Planned)
            continue;
        const QString time = SnapshotsModel::localTime(step.updatedAt);
        if (step.state == StepState::Done)
            addFact(item, title, time, SnapshotsModel::exactTime(step.updatedAt));
        else if (step.error.isEmpty())
            addFact(item, title, tr("not known, %1", "a time").arg(time));
        else
            addFact(item, title, tr("failed, %1: %2", "a time, a sentence").arg(time, step.error));
    }
    return item;
}

void HistorySection::addImages(const PublishKey &key, const QList<ImageRecord> &images)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_tree->topLevelItem(i);
        if (key.name != m_name || item->data(0, versionRole).toString() != key.version)
            continue;
        for (const ImageRecord &image : images)
            addFact(item, image.uploadName, image.url.isEmpty() ? tr("The URL is not known.") : image.url);
        // Of one version the server keeps the images that were sent last.
        return;
    }
}

const PublishRecord *HistorySection::chosen() const
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    if (item && item->parent())
        item = item->parent();
    const int place = item ? item->data(0, placeRole).toInt() : -1;
    return place >= 0 && place < m_records.size() ? &m_records.at(place) : nullptr;
}

void HistorySection::updateActions()
{
    const PublishRecord *record = chosen();
    m_open->setEnabled(record && !record->chartPath.isEmpty());
    m_open->setToolTip(toolTipText(record ? QDir::toNativeSeparators(record->chartPath) : QString()));
    m_save->setEnabled(record && !record->packageSha256.isEmpty());
    m_save->setToolTip(toolTipText(
        record && record->packageSha256.isEmpty() ? tr("No package was made in this publish.") : QString()));
}

void HistorySection::chooseFile()
{
    const PublishRecord *record = chosen();
    if (!record)
        return;
    auto *dialog = new QFileDialog(this, tr("Save the package as it was sent"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Packed charts (*.tgz)"));
    dialog->setDefaultSuffix(QStringLiteral("tgz"));
    dialog->selectFile(packageName(*record));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, wanted = *record](const QString &file) { savePackage(wanted, file); });
    dialog->open();
}

void HistorySection::savePackage(const PublishRecord &record, const QString &file)
{
    m_journal->loadPackage(record.packageSha256, this, [this, file](const Result<QByteArray> &bytes) {
        if (!bytes) {
            emit failed(bytes.error());
            return;
        }
        runOffThread(
            this, [file, bytes = *bytes] { return writeFile(file, bytes); },
            [this, file](const Result<void> &written) {
                if (written)
                    emit saved(tr("The package was saved as %1.").arg(QDir::toNativeSeparators(file)));
                else
                    emit failed(written.error());
            });
    });
}

bool HistorySection::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress && m_tree->currentItem()
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(cellText(m_tree->currentItem()->text(1)));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void HistorySection::updateColors()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_none->setPalette(quiet);
}

void HistorySection::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

} // namespace ksp
