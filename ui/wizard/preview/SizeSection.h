#pragma once

#include "publish/PublishDraft.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QCheckBox;
QT_END_NAMESPACE

namespace ksp {

class SizeGauge;

/// The size of the package, and the two choices that change it.
class SizeSection : public QWidget
{
    Q_OBJECT
public:
    explicit SizeSection(QWidget *parent = nullptr);

    /// No size yet, or not any more.
    void setComputing();
    void setChart(const LoadedChart &loaded);
    void setOptions(const PackageOptions &options);
    /// Files and their compressed bytes, largest first.
    void setContributors(const QList<QPair<QString, qint64>> &files);

    /// What the gauge says, as one text.
    [[nodiscard]] QString summary() const;

signals:
    void optionsChosen(const ksp::PackageOptions &options);

private:
    void choose();

    PackageOptions m_options;
    SizeGauge *m_gauge;
    QCheckBox *m_smallest;
    QCheckBox *m_keepImages;
};

} // namespace ksp
