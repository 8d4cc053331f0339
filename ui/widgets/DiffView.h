#pragma once

#include "widgets/TextDiff.h"

#include <QPlainTextEdit>

namespace ksp {

/// Two texts as one list of lines: added ones begin with +, removed ones with −, and have a colour besides. Unchanged
/// stretches are folded but for three lines around each change. Line numbers of both texts stand in the margin. The
/// text can be selected and copied, and is read by screen readers as it stands.
class DiffView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit DiffView(QWidget *parent = nullptr);

    void setDiff(const TextDiff &diff);
    /// Finds the difference off this thread; emits ready() when it is shown.
    void setTexts(const QString &before, const QString &after);
    /// Whether unchanged stretches are folded (the default).
    void setFolded(bool folded);

    [[nodiscard]] int addedLines() const;
    [[nodiscard]] int removedLines() const;

signals:
    void ready();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Margin;
    struct Row
    {
        int before = 0;
        int after = 0;
        int hidden = 0; ///< So many lines are folded into this row.
        DiffLine::Kind kind = DiffLine::Kind::Same;
    };

    void fill();
    void applyColors();
    void placeMargin();
    void paintMargin(QPainter *painter, const QRect &area) const;
    [[nodiscard]] int marginWidth() const;
    [[nodiscard]] int numberWidth() const;

    TextDiff m_diff;
    QList<Row> m_rows;
    bool m_folded = true;
    int m_asked = 0; ///< Which call of setTexts() an answer belongs to.
    QWidget *m_margin;
};

} // namespace ksp
