#pragma once

#include "core/Result.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

class ElidedLabel;
class MessageBar;
class Session;

/// The certificate file of a company's own authority: which one is set, another one, none. A file is looked into when
/// it is chosen; what cannot be used is told in place and not taken over.
class CaFileField : public QWidget
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit CaFileField(Session *session, QWidget *parent = nullptr);

    /// Asks for a file.
    void choose();

signals:
    /// What came of a choice: a whole sentence.
    void announced(const QString &sentence);
    /// Another file is trusted from now on.
    void changed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void set(const QString &path);
    void refresh();

    Session *m_session;
    ElidedLabel *m_path;
    QPushButton *m_choose;
    QPushButton *m_clear;
    MessageBar *m_message;
};

} // namespace ksp
