#pragma once

#include "widgets/ElidedLabel.h"

namespace ksp {

/// One quiet line at the window's foot that says what happened last, and the way in which screen readers hear of it:
/// its accessible name changes, and from Qt 6.8 it announces itself.
class StatusLine : public ElidedLabel
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);

    /// A whole sentence. Saying the same again is announced again.
    void announce(const QString &sentence);
    /// For screen readers only: what everybody else sees anyway. The line is empty then.
    void announceOnly(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void tell(const QString &sentence);
    void applyColors();
};

} // namespace ksp
