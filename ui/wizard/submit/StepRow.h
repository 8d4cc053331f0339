#pragma once

#include "publish/PublishRun.h"
#include "wizard/submit/StepMark.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QProgressBar;
QT_END_NAMESPACE

namespace ksp {

class ElidedLabel;

/// One step of a publish: before it as what will happen, then with its state, its progress in bytes, and how it ended.
class StepRow : public QWidget
{
    Q_OBJECT
public:
    explicit StepRow(QWidget *parent = nullptr);

    /// What will happen. `detail` may be long (names of files); `amount` stands at the end of the row.
    void setPlanned(int number, const QString &title, const QString &detail, const QString &amount);
    /// `cancelled`: a step that failed did so by the user's wish.
    void setPhase(int number, const PublishRun::Phase &phase, bool cancelled);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();
    void showWord(StepMark::Sign sign, int number, const QString &word);

    StepMark *m_mark;
    QLabel *m_title;
    QLabel *m_word;
    ElidedLabel *m_detail;
    QProgressBar *m_bar;
};

} // namespace ksp
