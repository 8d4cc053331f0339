#include "wizard/submit/ResumeOffer.h"

#include "core/SafeText.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "session/Session.h"
#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

namespace ksp {

ResumeOffer::ResumeOffer(const Services &services, QWidget *parent)
    : QFrame(parent), m_services(services), m_open(services.journal, services.profile), m_text(new QLabel),
      m_goOn(new QPushButton), m_giveUp(new QPushButton(tr("Give &up"))), m_later(new QPushButton(tr("&Later")))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(between, inside, inside, inside);
    layout->setSpacing(inside);
    layout->addWidget(m_text, 1);
    for (QPushButton *button : {m_goOn, m_giveUp, m_later}) {
        button->setAutoDefault(false);
        layout->addWidget(button);
    }
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    applyColors();
    hide();

    connect(m_goOn, &QPushButton::clicked, this, &ResumeOffer::goOn);
    connect(m_giveUp, &QPushButton::clicked, this, &ResumeOffer::giveUp);
    connect(m_later, &QPushButton::clicked, this, &ResumeOffer::later);
    connect(&m_open, &OpenPublishes::loaded, this, &ResumeOffer::offerFirst);
    connect(&m_open, &OpenPublishes::checked, this, &ResumeOffer::take);
    connect(&m_open, &OpenPublishes::gaveUp, this,
        [this](const PublishRecord &, const QStringList &images, bool unsure) { showGivenUp(images, unsure); });
    connect(&m_open, &OpenPublishes::failed, this,
        [this](const Error &error) { showStage(Stage::GivenUp, error.sentence); });
    connect(services.session, &Session::stateChanged, this, &ResumeOffer::sessionChanged);
    // Whatever is published meanwhile may be just this.
    connect(services.run, &PublishRun::stateChanged, this, [this] {
        if (m_services.run->isRunning() && m_stage != Stage::GivenUp)
            showStage(Stage::Nothing, {});
    });
}

void ResumeOffer::look()
{
    m_open.load();
}

QString ResumeOffer::text() const
{
    return m_text->text();
}

QString ResumeOffer::nameOf(const PublishRecord &record) const
{
    return tr("%1 %2", "extension's name, version").arg(record.key.name, record.key.version);
}

bool ResumeOffer::isSignedInFor(const PublishRecord &record) const
{
    const Session *session = m_services.session;
    return session->state() == Session::State::SignedIn && session->account()->server.toString() == record.key.server
        && session->account()->userId == record.key.userId;
}

void ResumeOffer::offerFirst()
{
    for (const PublishRecord &record : m_open.publishes()) {
        if (m_dismissed.contains(record.id))
            continue;
        m_record = record;
        showStage(Stage::Offer,
            tr("Publishing %1 stopped half-way at %2. Go on with it?")
                .arg(nameOf(record), QLocale().toString(record.updatedAt.toLocalTime(), QLocale::ShortFormat)));
        return;
    }
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    showStage(Stage::Nothing, {});
    if (hadFocus)
        emit closed();
}

void ResumeOffer::goOn()
{
    switch (m_stage) {
    case Stage::Changed:
        emit openChartRequested(m_record.chartPath);
        later();
        return;
    case Stage::GivenUp:
        offerFirst(); // there may be another one
        return;
    default:
        break;
    }
    if (isSignedInFor(m_record)) {
        check();
        return;
    }
    const QList<Account> accounts = m_services.session->accounts();
    for (const Account &account : accounts) {
        if (account.server.toString() == m_record.key.server && account.userId == m_record.key.userId) {
            showStage(Stage::SigningIn, tr("Signing in as %1…").arg(account.name));
            m_services.session->use(account.name);
            return;
        }
    }
    showStage(Stage::Offer,
        tr("To go on with %1, sign in as %2 at %3 first.")
            .arg(nameOf(m_record), m_record.account, m_record.key.server));
}

void ResumeOffer::sessionChanged()
{
    if (m_stage != Stage::SigningIn || m_services.session->state() == Session::State::Opening)
        return;
    if (isSignedInFor(m_record)) {
        check();
        return;
    }
    showStage(Stage::Offer,
        tr("To go on with %1, sign in as %2 at %3 first.")
            .arg(nameOf(m_record), m_record.account, m_record.key.server));
}

void ResumeOffer::check()
{
    showStage(Stage::Checking, tr("Looking whether the chart is still the same…"));
    m_open.check(m_record);
}

void ResumeOffer::take(const ResumeCheck &check)
{
    if (m_stage != Stage::Checking)
        return;
    switch (check.found) {
    case ResumeCheck::Found::Same:
        if (!isSignedInFor(m_record) || m_services.run->isRunning()) {
            offerFirst();
            return;
        }
        showStage(Stage::Nothing, {});
        m_services.draft->open(m_record.chartPath);
        m_services.draft->setOptions(check.options);
        m_services.draft->setMessage(m_record.message);
        m_services.run->start(*check.request);
        emit resumed();
        return;
    case ResumeCheck::Found::Changed:
        showStage(Stage::Changed,
            tr("The chart of %1 was changed since then: it has to be published anew. Images that were sent and did not "
               "change are not sent again.")
                .arg(nameOf(m_record)));
        return;
    case ResumeCheck::Found::Gone:
        showStage(Stage::Gone,
            tr("%1 cannot be gone on with: its chart cannot be opened any more. %2")
                .arg(nameOf(m_record), check.error ? check.error->sentence : QString()));
        return;
    }
}

void ResumeOffer::giveUp()
{
    m_open.giveUp(m_record);
}

void ResumeOffer::showGivenUp(const QStringList &images, bool unsure)
{
    QString sentence = tr("%1 was given up.").arg(nameOf(m_record));
    const auto add = [&sentence](const QString &more) { sentence = tr("%1 %2", "two sentences").arg(sentence, more); };
    if (!images.isEmpty()) {
        add(tr("%n image(s) that were sent remain on the server; no way to delete them is known.", nullptr,
            int(images.size())));
    }
    if (unsure)
        add(tr("Others may have arrived without the server having said so."));
    m_text->setToolTip(toolTipText(images.join(u'\n')));
    showStage(Stage::GivenUp, sentence);
}

void ResumeOffer::later()
{
    m_dismissed.append(m_record.id);
    offerFirst();
}

void ResumeOffer::showStage(Stage stage, const QString &sentence)
{
    m_stage = stage;
    const bool waits = stage == Stage::SigningIn || stage == Stage::Checking;
    m_text->setText(safeText(sentence, 1000));
    if (stage != Stage::GivenUp)
        m_text->setToolTip({});
    setAccessibleName(m_text->text());
    switch (stage) {
    case Stage::Changed:
        m_goOn->setText(tr("&Open the chart"));
        break;
    case Stage::GivenUp:
        m_goOn->setText(tr("Cl&ose"));
        break;
    default:
        m_goOn->setText(tr("&Go on"));
        break;
    }
    m_goOn->setVisible(stage != Stage::Gone && !waits);
    m_giveUp->setVisible(stage != Stage::GivenUp && !waits);
    m_later->setVisible(stage != Stage::GivenUp && !waits);
    setVisible(stage != Stage::Nothing);
    if (!sentence.isEmpty())
        emit announced(sentence);
}

void ResumeOffer::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    QFrame::changeEvent(event);
}

void ResumeOffer::applyColors()
{
    QPalette own = palette();
    own.setColor(QPalette::WindowText, toneColors(Tone::Info, palette()).text);
    m_text->setPalette(own);
    update();
}

void ResumeOffer::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColors(Tone::Info, palette()).background);
    painter.drawRoundedRect(rect(), cornerRadius, cornerRadius);
}

} // namespace ksp
