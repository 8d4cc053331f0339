#pragma once

#include <QUrl>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class KeyField;
class ServerField;

/// What a new account needs: the key and, under "Advanced", the server.
class AccountForm : public QWidget
{
    Q_OBJECT
public:
    explicit AccountForm(QWidget *parent = nullptr);

    [[nodiscard]] QString key() const;
    /// Valid while isComplete().
    [[nodiscard]] QUrl server() const;
    [[nodiscard]] bool isComplete() const { return whyIncomplete().isEmpty(); }
    /// A whole sentence; empty while it is complete.
    [[nodiscard]] QString whyIncomplete() const;

    /// `server` may be one that has to be asked about.
    void fill(const QString &key, const QUrl &server);
    void clearKey();
    void selectKey();

signals:
    void edited();
    /// Enter was pressed in a field.
    void submitted();

private:
    void setAdvanced(bool shown);

    KeyField *m_key;
    QToolButton *m_advanced;
    ServerField *m_server;
};

} // namespace ksp
