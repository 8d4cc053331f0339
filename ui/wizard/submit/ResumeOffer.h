#pragma once

#include "Services.h"
#include "publish/OpenPublishes.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

/// "Go on with NAME VERSION?", for what a crash, a kill or "stop here" left half-way. A strip for the top of the
/// window; hidden where there is nothing to offer.
class ResumeOffer : public QFrame
{
    Q_OBJECT
public:
    explicit ResumeOffer(const Services &services, QWidget *parent = nullptr);

    /// Looks into the journal; at the start of the program.
    void look();
    [[nodiscard]] QString text() const;

signals:
    /// The user answered, and nothing is left to offer.
    void closed();
    /// The publish was started: the page Submit is to be shown.
    void resumed();
    /// The chart has another content by now: it is to be opened and looked at.
    void openChartRequested(const QString &path);
    void announced(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Stage { Nothing, Offer, SigningIn, Checking, Changed, Gone, GivenUp };

    void showStage(Stage stage, const QString &sentence);
    void offerFirst();
    void goOn();
    void check();
    void take(const ResumeCheck &check);
    void giveUp();
    void showGivenUp(const QStringList &images, bool unsure);
    void later();
    void sessionChanged();
    void applyColors();
    [[nodiscard]] bool isSignedInFor(const PublishRecord &record) const;
    [[nodiscard]] QString nameOf(const PublishRecord &record) const;

    const Services m_services;
    OpenPublishes m_open;
    PublishRecord m_record;
    QList<qint64> m_dismissed; ///< "Later": not offered again before the next start.
    Stage m_stage = Stage::Nothing;
    QLabel *m_text;
    QPushButton *m_goOn;
    QPushButton *m_giveUp;
    QPushButton *m_later;
};

} // namespace ksp
