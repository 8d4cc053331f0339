#pragma once

#include "widgets/Tone.h"

#include <QList>
#include <QPair>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QBoxLayout;
class QGridLayout;
class QHBoxLayout;
class QLabel;
QT_END_NAMESPACE

namespace ksp {

class BusyIndicator;
class GaugeBar;
class StatusPill;

/// Whether a package is small enough: the size as a number, in per cent and as a bar, what that means as a word, and
/// beneath it the files that weigh most. Limits: ksp::SizeLimits.
class SizeGauge : public QWidget
{
    Q_OBJECT
public:
    explicit SizeGauge(QWidget *parent = nullptr);

    /// The size is being found out. The largest files stay.
    void setComputing();
    /// In bytes; the two differ while the images' addresses, which become part of the package, are not known.
    void setSize(qint64 lower, qint64 upper);
    /// Why there is no size: a whole sentence.
    void setProblem(const QString &sentence);
    /// Horizontal: the largest files stand beside the bar; beneath it otherwise (the default).
    void setOrientation(Qt::Orientation orientation);
    /// Files and their compressed bytes, largest first; the first five are shown.
    void setContributors(const QList<QPair<QString, qint64>> &files);

    /// What the gauge says, as one text: for screen readers and for tests.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] Tone tone() const;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Beside the figures, or beneath them where there is no room.
    void placePill();
    void display(Tone tone, const QString &word, const QString &number, const QString &percent, const QString &line);

    QBoxLayout *m_halves;
    QBoxLayout *m_top;
    QHBoxLayout *m_figures;
    QLabel *m_number;
    QLabel *m_percent;
    QLabel *m_line;
    BusyIndicator *m_busy;
    StatusPill *m_pill;
    GaugeBar *m_bar;
    QWidget *m_contributors;
    QGridLayout *m_rows;
};

} // namespace ksp
