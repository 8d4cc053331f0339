#pragma once

#include "core/Result.h"

#include <QUrl>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QLineEdit;
QT_END_NAMESPACE

namespace ksp {

class MessageBar;

/// Which server to sign in to. Where the key would travel unencrypted, it asks in place.
class ServerField : public QWidget
{
    Q_OBJECT
public:
    explicit ServerField(QWidget *parent = nullptr);

    void setServer(const QString &server);
    /// As parseServerUrl() has it; NeedsAnswer until an unencrypted one was agreed to. The default where nothing is
    /// typed.
    [[nodiscard]] Result<QUrl> server() const;

signals:
    void edited();
    void submitted();

private:
    void refresh();

    QLineEdit *m_edit;
    MessageBar *m_warning;
    QCheckBox *m_agreed;
};

} // namespace ksp
