#pragma once

#include "widgets/DropZone.h"

namespace ksp {

/// Makes a whole window take drops: while something hovers over it a DropZone covers it and says what would happen.
class DropOverlay : public DropZone
{
    Q_OBJECT
public:
    /// Covers `window`, which becomes the parent. Text fields in it no longer take files as text.
    explicit DropOverlay(QWidget *window);

    /// Fields that were made later are looked after, too.
    void adoptFields();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_window;
};

} // namespace ksp
