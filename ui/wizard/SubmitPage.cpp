#include "wizard/SubmitPage.h"

#include "chart/PackageBuilder.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "publish/VersionLookup.h"
#include "session/Session.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "wizard/submit/PlanView.h"
#include "wizard/submit/RunView.h"
#include "wizard/submit/SuccessView.h"
#include "wizard/submit/TargetHeader.h"

#include <QDir>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ksp {

namespace {

/// How many changed files are named.
constexpr int mostNamed = 3;

} // namespace

SubmitPage::SubmitPage(const Services &services, QWidget *parent)
    : WizardPage(services, parent), m_lookup(new VersionLookup(services.session, services.journal, this)),
      m_header(new TargetHeader), m_bar(new MessageBar), m_plan(new PlanView), m_runView(new RunView(services.run)),
      m_success(new SuccessView)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, inside, 0);
    layout->setSpacing(between);
    layout->addWidget(m_header);
    layout->addWidget(m_bar);
    m_bar->setClosable(false);
    for (QWidget *view :
        {static_cast<QWidget *>(m_plan), static_cast<QWidget *>(m_runView), static_cast<QWidget *>(m_success)})
        layout->addWidget(view, 1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);

    connect(services.run, &PublishRun::stateChanged, this, &SubmitPage::onRunChanged);
    connect(services.run, &PublishRun::phasesChanged, this, &SubmitPage::onPhasesChanged);
    connect(services.run, &PublishRun::notice, this, &SubmitPage::announced);
    connect(services.session, &Session::stateChanged, this, &SubmitPage::refresh);
    connect(services.draft, &PublishDraft::changed, this, [this] {
        look();
        refresh();
    });
    connect(services.draft, &PublishDraft::staleChanged, this, &SubmitPage::refresh);
    connect(services.draft, &PublishDraft::messageChanged, this, &SubmitPage::refresh);
    connect(m_lookup, &VersionLookup::changed, this, &SubmitPage::refresh);
    connect(m_bar, &MessageBar::actionTriggered, this, &SubmitPage::onBarAction);
    connect(m_plan, &PlanView::agreementChanged, this, &SubmitPage::refresh);
    connect(m_plan, &PlanView::messageEdited, services.draft, &PublishDraft::setMessage);
    connect(m_plan, &PlanView::newVersionRequested, this, &SubmitPage::openVersionLine);
    connect(m_plan, &PlanView::lookRequested, this, [this] {
        if (const auto loaded = this->services().draft->loaded())
            emit watchRequested(loaded->chart.metadata.name.text);
    });
    connect(m_runView, &RunView::startOverRequested, services.run, &PublishRun::dismiss);
    connect(m_success, &SuccessView::publishAnotherRequested, this, &SubmitPage::publishAnother);
    connect(m_success, &SuccessView::copied, this, &SubmitPage::announced);
    onRunChanged();
}

SubmitPage::~SubmitPage() = default;

QString SubmitPage::title() const
{
    switch (services().run->state()) {
    case PublishRun::State::Running:
    case PublishRun::State::Asking:
        return tr("Publishing…");
    case PublishRun::State::Succeeded:
        return tr("It is submitted");
    case PublishRun::State::Failed:
        return services().run->error() && services().run->error()->kind == ErrorKind::Cancelled
            ? tr("Publishing was stopped")
            : tr("Publishing did not succeed");
    case PublishRun::State::Idle:
        break;
    }
    return tr("Submit it for review");
}

QString SubmitPage::primaryText() const
{
    switch (services().run->state()) {
    case PublishRun::State::Running:
    case PublishRun::State::Asking:
        return {};
    case PublishRun::State::Succeeded:
        return tr("&Watch it");
    case PublishRun::State::Failed:
        return tr("&Try again");
    case PublishRun::State::Idle:
        break;
    }
    return tr("&Submit for review");
}

bool SubmitPage::isReady() const
{
    return whyNotReady().isEmpty();
}

QString SubmitPage::whyNotReady() const
{
    const PublishRun *run = services().run;
    switch (run->state()) {
    case PublishRun::State::Running:
        return tr("Publishing is under way. To go back, cancel it.");
    case PublishRun::State::Asking:
        return tr("Answer the question first.");
    case PublishRun::State::Succeeded:
        return {};
    case PublishRun::State::Failed:
        if (run->isSameAccount())
            return {};
        if (services().session->state() == Session::State::Opening)
            return tr("Signing in is under way.");
        return run->isWaitingForKey() ? tr("A new API key is needed.")
                                      : tr("To go on, sign in as %1 again.").arg(run->request().account);
    case PublishRun::State::Idle:
        break;
    }
    if (services().session->state() == Session::State::Opening)
        return tr("Signing in is under way.");
    if (services().session->state() == Session::State::KeyNeeded)
        return tr("A new API key is needed.");
    if (services().session->state() != Session::State::SignedIn)
        return tr("Sign in first.");
    if (!services().draft->isPublishable() || !package())
        return tr("There is no chart that can be published.");
    if (!services().draft->staleFiles().isEmpty())
        return tr("The chart was changed after the preview. Look at it again first.");
    switch (m_lookup->state()) {
    case VersionLookup::State::Known:
        break;
    case VersionLookup::State::Failed:
        return tr("It is not known yet whether this version exists.");
    default:
        return tr("The Cloud is asked whether this version exists.");
    }
    if (m_plan->needsAgreement() && !m_plan->isAgreed())
        return tr("This version exists already: agree to replace it, or use a new version number.");
    return {};
}

bool SubmitPage::canGoBack() const
{
    return !services().run->isRunning();
}

QWidget *SubmitPage::firstFocus() const
{
    if (isPlanning())
        return m_plan->firstFocus();
    // After a success the primary button is what comes next.
    return services().run->state() == PublishRun::State::Succeeded ? nullptr : m_runView->firstFocus();
}

void SubmitPage::enter()
{
    m_isEntered = true;
    services().draft->pin();
    // The outcome of another content is history.
    PublishRun *run = services().run;
    if (!run->isRunning() && run->state() != PublishRun::State::Idle && package()
        && package()->contentId() != run->request().package.contentId())
        run->dismiss();
    m_lookedAt.clear();
    look();
    refresh();
}

void SubmitPage::leave()
{
    m_isEntered = false;
}

void SubmitPage::primary()
{
    if (!isReady())
        return;
    PublishRun *run = services().run;
    switch (run->state()) {
    case PublishRun::State::Idle:
        submit();
        break;
    case PublishRun::State::Failed:
        run->tryAgain();
        break;
    case PublishRun::State::Succeeded:
        emit watchRequested(run->request().package.metadata().name.text);
        break;
    default:
        break;
    }
}

void SubmitPage::submit()
{
    const Account &account = *services().session->account();
    PublishRequest request;
    request.package = *package();
    request.chartPath = services().draft->path();
    request.account = account.name;
    request.server = account.server.toString();
    request.userId = account.userId;
    request.profile = services().profile;
    request.message = services().draft->message();
    const auto way = planPublish(m_lookup->situation()).way;
    request.replaceSubmitted = way == PublishPlan::Way::AskToReplace && m_plan->isAgreed();
    request.overwriteActive = way == PublishPlan::Way::RefuseActive && m_plan->isAgreed();
    services().run->start(std::move(request));
}

const PreparedPackage *SubmitPage::package() const
{
    const auto loaded = services().draft->loaded();
    // The draft keeps it as long as it is not changed, and it is never changed while this is used.
    return loaded && loaded->package ? &*loaded->package : nullptr;
}

bool SubmitPage::isPlanning() const
{
    return services().run->state() == PublishRun::State::Idle;
}

void SubmitPage::look()
{
    if (!m_isEntered || !isPlanning())
        return;
    if (!package()) {
        m_lookedAt.clear();
        m_lookup->forget();
        return;
    }
    const QString content = QString::fromLatin1(package()->contentId());
    if (m_lookedAt == content)
        return;
    m_lookedAt = content;
    m_lookup->ask(*package());
}

void SubmitPage::onRunChanged()
{
    const PublishRun *run = services().run;
    switch (run->state()) {
    case PublishRun::State::Asking:
        emit announced(tr("There is a question to answer."));
        break;
    case PublishRun::State::Succeeded:
        // It was said to the reviewers of this submission; the next one has its own.
        services().draft->setMessage({});
        m_success->setPublished(*run->published(), run->request(),
            services().session->account() ? services().session->account()->betaRepository : QUrl());
        emit announced(m_success->sentence());
        break;
    case PublishRun::State::Failed:
        emit announced(run->error()->sentence);
        break;
    case PublishRun::State::Idle:
        m_lookedAt.clear();
        look();
        break;
    default:
        break;
    }
    if (run->state() != PublishRun::State::Running)
        m_saidPhase.clear();
    refresh();
}

void SubmitPage::onPhasesChanged()
{
    for (const PublishRun::Phase &phase : services().run->phases()) {
        if (phase.state != PublishRun::Phase::State::Running)
            continue;
        const QString title = PublishJob::title(phase.phase);
        if (title == m_saidPhase)
            return;
        m_saidPhase = title;
        emit announced(title);
        return;
    }
}

void SubmitPage::refresh()
{
    refreshHeader();
    refreshPlan();
    refreshBar();
    m_runView->setHint(services().run->isWaitingForKey() && services().session->state() == Session::State::KeyNeeded
            ? tr("With a new key it goes on by itself.")
            : QString());
    emit stateChanged();
    showView();
}

void SubmitPage::refreshHeader()
{
    const PublishRun *run = services().run;
    const Session *session = services().session;
    if (isPlanning()) {
        const PreparedPackage *what = package();
        m_header->setVisible(what != nullptr);
        if (what)
            m_header->setExtension(what->metadata().name.text, what->metadata().version.text);
        const Account account = session->account().value_or(Account());
        m_header->setAccount(account.name, account.server.toDisplayString(), session->isPractice());
        return;
    }
    m_header->show();
    m_header->setExtension(run->request().package.metadata().name.text, run->request().package.metadata().version.text);
    m_header->setAccount(run->request().account, run->request().server, run->isSameAccount() && session->isPractice());
}

void SubmitPage::refreshPlan()
{
    const PreparedPackage *what = package();
    if (!isPlanning() || !what)
        return;
    m_plan->setCanOpenFile(services().draft->loaded()->chart.isFolder);
    m_plan->setMessage(services().draft->message());
    if (m_lookup->state() != VersionLookup::State::Known) {
        m_plan->setUnknown(*what, m_lookup->state() == VersionLookup::State::Asking);
        return;
    }
    m_plan->setSituation(*what, m_lookup->situation());
}

QString SubmitPage::staleText() const
{
    const QStringList stale = services().draft->staleFiles();
    if (stale == QStringList(QString()))
        return tr("The chart cannot be read any more since the preview was made.");
    const QString named = stale.mid(0, mostNamed).join(QStringLiteral(", "));
    if (stale.size() <= mostNamed)
        return tr("Changed since the preview: %1. What is sent is what the preview shows.").arg(named);
    return tr("Changed since the preview: %1 and %n more file(s). What is sent is what the preview shows.", nullptr,
        int(stale.size()) - mostNamed)
        .arg(named);
}

void SubmitPage::refreshBar()
{
    m_shownBar = Bar::None;
    if (isPlanning() && package()) {
        if (!services().draft->staleFiles().isEmpty())
            m_shownBar = Bar::Stale;
        else if (services().session->state() == Session::State::SignedOut)
            m_shownBar = Bar::SignedOut;
        else if (m_lookup->state() == VersionLookup::State::Failed)
            m_shownBar = Bar::LookupFailed;
    }
    switch (m_shownBar) {
    case Bar::None:
        m_bar->hide();
        break;
    case Bar::Stale:
        m_bar->showMessage(Tone::Warning, staleText(), tr("Back to &Preview"));
        break;
    case Bar::SignedOut:
        m_bar->showMessage(
            Tone::Warning, tr("Nobody is signed in. The chart and your answers are kept."), tr("S&ign in…"));
        break;
    case Bar::LookupFailed:
        m_bar->showMessage(Tone::Bad, m_lookup->error()->sentence, tr("As&k again"), m_lookup->error()->detail);
        break;
    }
}

void SubmitPage::showView()
{
    QWidget *view = m_runView;
    if (isPlanning())
        view = m_plan;
    else if (services().run->state() == PublishRun::State::Succeeded)
        view = m_success;
    const bool changes = view != m_view;
    m_view = view;
    // Not a stack, which would be as high as its highest page.
    for (QWidget *each :
        {static_cast<QWidget *>(m_plan), static_cast<QWidget *>(m_runView), static_cast<QWidget *>(m_success)}) {
        if (each != view)
            each->hide();
    }
    view->setVisible(!isPlanning() || package());
    // The control that had the focus may be gone with its view.
    if (changes && m_isEntered)
        emit focusNeeded();
}

void SubmitPage::onBarAction()
{
    switch (m_shownBar) {
    case Bar::Stale:
        backToPreview();
        break;
    case Bar::SignedOut:
        emit stepRequested(WizardStep::Account);
        break;
    case Bar::LookupFailed:
        m_lookedAt.clear();
        look();
        refresh();
        break;
    case Bar::None:
        break;
    }
}

void SubmitPage::backToPreview()
{
    services().draft->unpin();
    emit stepRequested(WizardStep::Preview);
}

void SubmitPage::publishAnother()
{
    services().draft->close();
    services().run->dismiss();
    emit stepRequested(WizardStep::Chart);
}

void SubmitPage::openVersionLine()
{
    const auto loaded = services().draft->loaded();
    if (!loaded || !loaded->chart.isFolder || !package())
        return;
    emit openFileRequested(QDir(loaded->chart.origin).filePath(QStringLiteral("extension.yaml")),
        package()->metadata().version.place.line);
}

} // namespace ksp
