#pragma once

#include "review/ReviewStatus.h"
#include "widgets/StatusPillDelegate.h"
#include "widgets/Tone.h"

namespace ksp {

/// The colour and sign of a status.
[[nodiscard]] Tone toneOf(StatusTone tone);

/// Draws the cells of ExtensionsModel and SnapshotsModel: status words as pills, "not loaded" as quiet text.
class ReviewDelegate : public StatusPillDelegate
{
    Q_OBJECT
public:
    explicit ReviewDelegate(QObject *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace ksp
