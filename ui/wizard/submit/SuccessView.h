#pragma once

#include "publish/PublishJob.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class ElidedLabel;
class StepMark;

/// What came of a publish: the snapshot, what was sent byte for byte, and how to find it in the beta repository.
class SuccessView : public QWidget
{
    Q_OBJECT
public:
    explicit SuccessView(QWidget *parent = nullptr);

    /// `betaRepository` empty: none is known, and nothing is said about it.
    void setPublished(const Published &published, const PublishRequest &request, const QUrl &betaRepository);
    [[nodiscard]] QString sentence() const;

signals:
    void publishAnotherRequested();
    /// Something went to the clipboard. A whole sentence.
    void copied(const QString &sentence);

private:
    void copy(const QString &text, const QString &sentence);

    StepMark *m_mark;
    QLabel *m_sentence;
    QLabel *m_more;
    ElidedLabel *m_snapshot;
    QLabel *m_size;
    ElidedLabel *m_sha;
    QToolButton *m_copySnapshot;
    QToolButton *m_copySha;
    QLabel *m_imagesLabel;
    QToolButton *m_showImages;
    QPlainTextEdit *m_images;
    QWidget *m_beta;
    QPlainTextEdit *m_commands;
    QPushButton *m_copyCommands;
    QPushButton *m_another;
    QString m_fullSha;
};

} // namespace ksp
