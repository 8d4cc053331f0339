#pragma once

#include <QUrl>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class CaFileField;
class KeyField;
class ServerField;
class Session;

/// What a new account needs: the key and, under "Advanced", the server and its company's certificate file.
class AccountForm : public QWidget
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit AccountForm(Session *session, QWidget *parent = nullptr);

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
    /// Asks for the company's certificate file, in place.
    void chooseCaFile();

signals:
    void edited();
    /// Enter was pressed in a field.
    void submitted();
    /// What came of the choice of a certificate file: a whole sentence.
    void announced(const QString &sentence);
    void caFileChanged();

private:
    void setAdvanced(bool shown);

    KeyField *m_key;
    QToolButton *m_advanced;
    QWidget *m_advancedPart;
    ServerField *m_server;
    CaFileField *m_caFile;
};

} // namespace ksp
