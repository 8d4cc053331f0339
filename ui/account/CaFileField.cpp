#include "account/CaFileField.h"

#include "core/OffThread.h"
#include "core/SafeText.h"
#include "net/CaFile.h"
#include "session/Session.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShowEvent>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr qsizetype longestPath = 4096; // characters

QString shownPath(const QString &path)
{
    return safeText(QDir::toNativeSeparators(path), longestPath);
}

} // namespace

CaFileField::CaFileField(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_path(new ElidedLabel), m_choose(new QPushButton(tr("Choose…"))),
      m_clear(new QPushButton(tr("Clear"))), m_message(new MessageBar)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(inside);
    row->addWidget(m_path, 1);
    row->addWidget(m_choose);
    row->addWidget(m_clear);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addLayout(row);
    layout->addWidget(m_message);

    m_path->setTextFormat(Qt::PlainText);
    m_choose->setAutoDefault(false);
    m_choose->setAccessibleName(tr("Choose the certificate file of your company"));
    m_choose->setToolTip(
        toolTipText(tr("A PEM file. Only needed where your company has a certificate authority of its own.")));
    m_clear->setAutoDefault(false);
    m_clear->setAccessibleName(tr("Use no certificate file of your company"));
    setFocusProxy(m_choose);
    connect(m_choose, &QPushButton::clicked, this, &CaFileField::choose);
    connect(m_clear, &QPushButton::clicked, this, [this] { set({}); });
    connect(m_session, &Session::caFileChanged, this, &CaFileField::refresh);
    refresh();
}

void CaFileField::choose()
{
    auto *dialog = new QFileDialog(this, tr("Choose the certificate file of your company"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Certificates (%1)").arg(QStringLiteral("*.pem *.crt *.cer")), tr("All files (%1)").arg(u'*')});
    if (const QString path = m_session->caFile(); !path.isEmpty())
        dialog->setDirectory(QFileInfo(path).path());
    connect(dialog, &QFileDialog::fileSelected, this, &CaFileField::set);
    dialog->open();
}

void CaFileField::set(const QString &path)
{
    m_session->setCaFile(path, this, [this, path](const Result<void> &result) {
        if (!result) {
            m_message->showMessage(
                Tone::Bad, safeText(result.error().sentence, longestPath), {}, result.error().detail);
            emit announced(safeText(result.error().sentence, longestPath));
            return;
        }
        m_message->hide();
        emit announced(path.isEmpty()
                ? tr("No certificate file is used beside this computer's own.")
                : tr("The certificates in %1 are trusted from now on.").arg(safeText(QFileInfo(path).fileName(), 80)));
        emit changed();
    });
}

void CaFileField::refresh()
{
    const QString path = m_session->caFile();
    const QString fromVariable = qEnvironmentVariable("SSL_CERT_FILE");
    m_path->setText(!path.isEmpty()  ? shownPath(path)
            : fromVariable.isEmpty() ? tr("None")
                                     : tr("%1 (from SSL_CERT_FILE)", "a path").arg(shownPath(fromVariable)));
    const bool hadFocus = m_clear->hasFocus();
    m_clear->setVisible(!path.isEmpty());
    if (hadFocus && path.isEmpty())
        m_choose->setFocus(Qt::OtherFocusReason);
    m_choose->setAccessibleDescription(m_path->text());
}

void CaFileField::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    // What was good when it was chosen may be gone, or out of date.
    const QString path = m_session->caFile();
    if (event->spontaneous() || path.isEmpty())
        return;
    runOffThread(
        this, [path] { return readCaFile(path); },
        [this, path](const Result<QList<QSslCertificate>> &certificates) {
            if (certificates || path != m_session->caFile())
                return;
            m_message->showMessage(
                Tone::Warning, safeText(certificates.error().sentence, longestPath), {}, certificates.error().detail);
        });
}

} // namespace ksp
