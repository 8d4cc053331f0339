#pragma once

#include "publish/PublishPlan.h"

#include <QWidget>

#include <array>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class StatusPill;

/// Before a publish: what will happen, in order; the version that exists already, with the choice; the note to the
/// reviewers.
class PlanView : public QWidget
{
    Q_OBJECT
public:
    explicit PlanView(QWidget *parent = nullptr);

    /// Nobody has asked the Cloud yet: the plan of a first publish.
    void setUnknown(const PreparedPackage &package, bool isAsking);
    void setSituation(const PreparedPackage &package, const PublishSituation &situation);
    /// Whether "Use a new version number" can open the file: only in a chart that is a folder.
    void setCanOpenFile(bool can);
    void setMessage(const QString &message);

    /// What the user agrees to: withdrawing and replacing (also of a status that we do not know), or overwriting.
    [[nodiscard]] bool isAgreed() const;
    [[nodiscard]] bool needsAgreement() const { return m_needsAgreement; }
    [[nodiscard]] QWidget *firstFocus() const;
    /// What is said about an existing version; empty where there is none. For screen readers and tests.
    [[nodiscard]] QString versionText() const;

signals:
    void agreementChanged();
    void messageEdited(const QString &message);
    void newVersionRequested();
    /// The version that is on the server is to be seen with what can be done about it, such as withdrawing it.
    void lookRequested();

private:
    void showSteps(const PreparedPackage &package, const QList<PublishPhase> &phases, const QList<LocalImage> &images);
    void showVersion(const PreparedPackage &package, const PublishSituation &situation);
    void hideVersion();

    QVBoxLayout *m_steps;
    QList<std::array<QString, 3>> m_shownSteps; ///< Title, detail, amount.
    BusyLabel *m_asking;
    QPushButton *m_look;
    QWidget *m_version;
    QLabel *m_versionHeading;
    StatusPill *m_status;
    QLabel *m_versionText;
    QCheckBox *m_agree;
    QWidget *m_newVersionRow;
    QPushButton *m_newVersion;
    QLabel *m_newVersionHint;
    QPlainTextEdit *m_message;
    bool m_needsAgreement = false;
    bool m_canOpenFile = false;
    QString m_versionKey; ///< Of what the user agreed to: agreement to something else does not count.
};

} // namespace ksp
