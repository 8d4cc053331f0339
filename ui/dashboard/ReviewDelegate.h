#pragma once

#include "review/ReviewStatus.h"
#include "widgets/StatusPillDelegate.h"
#include "widgets/Tone.h"

#include <QIcon>

#include <functional>

namespace ksp {

/// The colour and sign of a status.
[[nodiscard]] Tone toneOf(StatusTone tone);

/// Draws the cells of ExtensionsModel and SnapshotsModel: status words as pills, "not loaded" as quiet text.
class ReviewDelegate : public StatusPillDelegate
{
    Q_OBJECT
public:
    explicit ReviewDelegate(QObject *parent = nullptr);

    /// Icons beside the names of extensions, by name; a function that gives nothing new for the same state of things.
    void setIcons(std::function<QIcon(const QString &)> iconOf) { m_iconOf = std::move(iconOf); }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    std::function<QIcon(const QString &)> m_iconOf;
};

} // namespace ksp
