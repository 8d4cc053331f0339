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

    /// Another chart: what is shown of the one before goes.
    void clear();
    /// No size yet, or not any more.
    void setComputing();
    /// `weights`: nothing while they are found out; those of before stay then.
    void setChart(const LoadedChart &loaded, const std::optional<QList<FileWeight>> &weights);
    void setOptions(const PackageOptions &options);

    /// What the gauge says, as one text.
    [[nodiscard]] QString summary() const;

signals:
    void optionsChosen(const ksp::PackageOptions &options);

private:
    void showOptions(const LoadedChart &loaded);
    void setWeights(const QList<FileWeight> &weights);
    void choose();

    PackageOptions m_options;
    QList<FileWeight> m_weights;
    SizeGauge *m_gauge;
    QCheckBox *m_smallest;
    QCheckBox *m_keepImages;
};

} // namespace ksp
