#include "dashboard/BetaSection.h"

#include "core/OffThread.h"
#include "core/SafeText.h"
#include "core/Settings.h"
#include "helmrepo/BetaTexts.h"
#include "net/CaFile.h"
#include "net/ServerUrl.h"
#include "publish/HelmCommands.h"
#include "publish/SentPackage.h"
#include "widgets/BusyLabel.h"
#include "widgets/FlowLayout.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusPill.h"

#include <QClipboard>
#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

/// The name that the documentation and HelmCommands give it.
constexpr QLatin1String helmName("kscloud-beta");
constexpr int mostFiles = 200;

Tone toneFor(BetaState::Verdict verdict)
{
    switch (verdict) {
    case BetaState::Verdict::Missing:
        return Tone::Neutral;
    case BetaState::Verdict::Same:
        return Tone::Good;
    case BetaState::Verdict::NotCompared:
        return Tone::Info;
    case BetaState::Verdict::Differs:
        return Tone::Warning;
    case BetaState::Verdict::Broken:
        break;
    }
    return Tone::Bad;
}

QString pillWord(BetaState::Verdict verdict)
{
    switch (verdict) {
    case BetaState::Verdict::Missing:
        return BetaSection::tr("not yet", "in the beta repository");
    case BetaState::Verdict::Same:
        return BetaSection::tr("same bytes", "in the beta repository");
    case BetaState::Verdict::NotCompared:
        return BetaSection::tr("in the index", "in the beta repository");
    case BetaState::Verdict::Differs:
        return BetaSection::tr("differs", "in the beta repository");
    case BetaState::Verdict::Broken:
        break;
    }
    return BetaSection::tr("broken", "in the beta repository");
}

QPlainTextEdit *makeText(const QString &name, int lines)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setTabChangesFocus(true);
    text->setAccessibleName(name);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    // With room for a scroll bar.
    text->setFixedHeight(text->fontMetrics().lineSpacing() * (lines + 1) + 2 * inside);
    return text;
}

} // namespace

BetaSection::BetaSection(Journal *journal, const QString &profile, QWidget *parent)
    : QWidget(parent), m_journal(journal), m_profile(profile), m_cache(IndexCache::folderIn(profile)),
      m_helm(HelmHome::systemEnvironment()), m_intro(new QLabel), m_pill(new StatusPill), m_sentence(new QLabel),
      m_check(new QPushButton(tr("Ch&eck now"))), m_stopButton(new QPushButton(tr("S&top"))),
      m_busy(new BusyLabel(tr("Looking into the beta repository…"))), m_showFiles(new QToolButton),
      m_files(makeText(tr("Files that differ"), 4)), m_message(new MessageBar),
      m_commandsTitle(new QLabel(tr("Find it with &helm:"))), m_commands(makeText(tr("Commands for helm"), 3)),
      m_copy(new QPushButton(tr("C&opy"))), m_add(new QPushButton(tr("&Add to my Helm configuration…"))),
      m_change(new QPushButton(tr("Change a&ddress…"))), m_addressTitle(new QLabel(tr("A&ddress of the repository:"))),
      m_address(new QLineEdit), m_use(new QPushButton(tr("&Use")))
{
    buildLayout();
    connect(m_check, &QPushButton::clicked, this, &BetaSection::check);
    connect(m_stopButton, &QPushButton::clicked, this, &BetaSection::stop);
    connect(m_showFiles, &QToolButton::toggled, this, &BetaSection::showFiles);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_commands->toPlainText());
        m_isAsking = false;
        m_message->showMessage(Tone::Good, tr("The commands were copied."));
    });
    connect(m_add, &QPushButton::clicked, this, &BetaSection::askToAdd);
    connect(m_message, &MessageBar::actionTriggered, this, &BetaSection::add);
    connect(m_message, &MessageBar::closed, this, [this] {
        if (std::exchange(m_isAsking, false))
            m_add->setFocus();
    });
    connect(m_change, &QPushButton::clicked, this, [this] {
        m_isEditing = true;
        m_address->setText(m_repository.toString());
        refresh();
        m_address->setFocus();
    });
    connect(m_use, &QPushButton::clicked, this, &BetaSection::enterAddress);
    connect(m_address, &QLineEdit::returnPressed, this, &BetaSection::enterAddress);
    reset();
}

BetaSection::~BetaSection()
{
    m_stop.request_stop();
}

void BetaSection::buildLayout()
{
    for (QLabel *label : {m_intro, m_sentence}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_commandsTitle->setBuddy(m_commands);
    m_addressTitle->setBuddy(m_address);
    m_address->setPlaceholderText(QStringLiteral("https://charts.example.com/beta"));
    m_showFiles->setText(tr("Show the f&iles"));
    m_showFiles->setCheckable(true);
    m_showFiles->setFocusPolicy(Qt::StrongFocus);
    m_files->setLineWrapMode(QPlainTextEdit::WidgetWidth); // sentences, other than the commands
    m_files->hide();
    m_copy->setIcon(QIcon::fromTheme(QStringLiteral("edit-copy")));
    m_check->setIcon(QIcon::fromTheme(QStringLiteral("view-refresh")));
    m_copy->setAccessibleName(tr("Copy the commands"));

    auto *checkRow = new FlowLayout;
    auto *commandsRow = new FlowLayout;
    for (FlowLayout *row : {checkRow, commandsRow})
        row->setSpacing(inside);
    for (QPushButton *button : {m_check, m_stopButton, m_change})
        checkRow->addWidget(button);
    for (QPushButton *button : {m_copy, m_add})
        commandsRow->addWidget(button);
    auto *address = new QHBoxLayout;
    address->setSpacing(inside);
    address->addWidget(m_address, 1);
    address->addWidget(m_use);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, inside, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_intro);
    layout->addWidget(m_pill, 0, Qt::AlignLeading);
    layout->addWidget(m_sentence);
    layout->addWidget(m_showFiles);
    layout->addWidget(m_files);
    layout->addWidget(m_busy);
    layout->addWidget(m_addressTitle);
    layout->addLayout(address);
    layout->addLayout(checkRow);
    layout->addWidget(m_message);
    layout->addWidget(m_commandsTitle);
    layout->addWidget(m_commands);
    layout->addLayout(commandsRow);
    layout->addStretch(1);
    for (QPushButton *button : {m_check, m_stopButton, m_copy, m_add, m_change, m_use})
        button->setAutoDefault(false);
}

void BetaSection::showFiles(bool shown)
{
    m_files->setVisible(shown);
    // Once it has its place: the list may lie below what is seen.
    QTimer::singleShot(0, m_files, [this] {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        for (QWidget *parent = parentWidget(); parent && m_files->isVisible(); parent = parent->parentWidget()) {
            auto *area = qobject_cast<QScrollArea *>(parent);
            if (!area)
                continue;
            // Of a text ensureWidgetVisible() shows the cursor's line only. The top comes last, where both do not fit.
            for (const QPoint corner : {m_files->rect().bottomLeft(), m_files->rect().topLeft()}) {
                const QPoint place = m_files->mapTo(area->widget(), corner);
                area->ensureVisible(place.x(), place.y(), 0, inside);
            }
        }
    });
}

void BetaSection::setRepository(const QUrl &url)
{
    if (url == m_repository)
        return;
    m_repository = url;
    m_isEditing = false;
    reset();
}

void BetaSection::setVersion(const ReviewOwner &owner, const QString &name, const QString &version)
{
    const bool isSame = owner == m_owner && name == m_name && version == m_version;
    m_owner = owner;
    m_name = name;
    m_version = version;
    if (!isSame)
        reset();
}

void BetaSection::reset()
{
    stop();
    m_pill->hide();
    m_sentence->hide();
    m_showFiles->hide();
    m_showFiles->setChecked(false);
    m_message->hide();
    m_isAsking = false;
    m_commands->setPlainText(helmSearchCommands(m_repository, m_name, m_version));
    refresh();
}

void BetaSection::refresh()
{
    const bool hasVersion = !m_version.isEmpty();
    const bool hasAddress = !m_repository.isEmpty();
    const bool asksAddress = hasVersion && (!hasAddress || m_isEditing);
    if (!hasVersion)
        m_intro->setText(tr("Select a version to look for it in the beta repository."));
    else if (!hasAddress)
        m_intro->setText(tr("A submitted version appears in a Helm repository. Its address is not known for this "
                            "account's server."));
    else
        m_intro->setText(
            tr("Version %1 in %2", "version, address").arg(m_version, m_repository.toDisplayString().left(200)));
    m_busy->setVisible(m_work != nullptr);
    m_stopButton->setVisible(m_work != nullptr);
    m_check->setVisible(hasVersion && hasAddress && !m_isEditing && !m_work);
    m_change->setVisible(hasVersion && hasAddress && !m_isEditing && !m_work);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_addressTitle, m_address, m_use})
        widget->setVisible(asksAddress);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_commandsTitle, m_commands, m_copy, m_add})
        widget->setVisible(hasVersion && hasAddress && !m_isEditing && !m_commands->toPlainText().isEmpty());
    m_add->setEnabled(!m_work);
    m_add->setToolTip(toolTipText(m_work ? tr("Please wait until the last command is done.") : QString()));
}

void BetaSection::enterAddress()
{
    const auto url = parseRepositoryUrl(m_address->text());
    if (!url) {
        m_isAsking = false;
        m_message->showMessage(Tone::Bad, url.error().sentence, {}, url.error().detail);
        m_address->setFocus();
        return;
    }
    m_message->hide();
    m_isEditing = false;
    if (*url == m_repository)
        return refresh();
    setRepository(*url);
    emit repositoryEntered(*url);
    m_check->setFocus();
}

void BetaSection::check()
{
    if (m_repository.isEmpty() || m_version.isEmpty())
        return;
    reset();
    m_work = std::make_unique<QObject>();
    refresh();
    m_stopButton->setFocus();
    if (m_journal == nullptr)
        return look({});
    // A practice Cloud may get another port with each start; its users are its own.
    const QString server = isLoopbackHost(QUrl(m_owner.server).host()) ? QString() : m_owner.server;
    findSentPackage(m_journal, {server, m_owner.userId, m_name, m_version}, m_work.get(),
        // Where the journal fails, the repository can still be looked into.
        [this](const Result<SentPackage> &sent) { look(sent.value_or(SentPackage())); });
}

void BetaSection::look(const SentPackage &sent)
{
    BetaRequest request{m_repository, m_name, m_version, {}, sent.package};
    if (sent.record)
        request.sentSha256 = sent.record->packageSha256;
    readCertificates([this, request](const HttpClient::Settings &settings) {
        auto *job = new BetaCheck(request, &m_cache, settings, m_work.get());
        connect(
            job, &BetaCheck::finished, m_work.get(), [this](const Result<BetaState> &result) { showState(result); });
        job->start();
    });
}

void BetaSection::readCertificates(std::function<void(const HttpClient::Settings &)> goOn)
{
    runOffThread(
        m_work.get(), [file = Settings(m_profile).caFile()] { return companyCertificates({}, file); },
        [this, goOn = std::move(goOn)](const Result<QList<QSslCertificate>> &certificates) {
            HttpClient::Settings settings;
            // Where the file is bad, the connection fails with a reason of its own, which is shown.
            settings.certificates = certificates.value_or(QList<QSslCertificate>());
            m_cache.setCertificates(settings.certificates);
            goOn(settings);
        });
}

void BetaSection::showState(const Result<BetaState> &result)
{
    const bool hadFocus = m_stopButton->hasFocus();
    // Not at once: this is called by a child of it.
    m_work.release()->deleteLater();
    refresh();
    if (hadFocus)
        m_check->setFocus();
    m_pill->setVisible(result.has_value());
    m_sentence->setVisible(result.has_value());
    if (!result) {
        m_message->showMessage(Tone::Bad, result.error().sentence, {}, result.error().detail);
        return;
    }
    m_pill->setStatus(toneFor(result->verdict), pillWord(result->verdict));
    QString text = safeText(BetaTexts::sentence(*result, m_name, m_version), 2000);
    if (const IndexEntry &entry = result->entry; !entry.version.isEmpty()) {
        constexpr int mostCharacters = 200;
        text += u'\n'
            + tr("Chart version %1, app version %2: %3")
                  .arg(safeText(entry.version, mostCharacters),
                      entry.appVersion.isEmpty() ? QStringLiteral("–") : safeText(entry.appVersion, mostCharacters),
                      safeText(entry.description.simplified(), mostCharacters));
    }
    m_sentence->setText(text);
    m_sentence->setAccessibleName(m_pill->text() + u' ' + text);
    const QList<PackageDifference> differences = result->differences.value_or(QList<PackageDifference>());
    QStringList lines;
    for (const PackageDifference &difference : differences.mid(0, mostFiles))
        lines.append(BetaTexts::difference(difference));
    if (differences.size() > mostFiles)
        lines.append(QStringLiteral("…"));
    m_files->setPlainText(lines.join(u'\n'));
    m_showFiles->setVisible(!lines.isEmpty());
}

void BetaSection::stop()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_work.reset();
    refresh();
}

void BetaSection::askToAdd()
{
    m_isAsking = true;
    m_message->showMessage(Tone::Info,
        tr("Add the repository as %1 to %2, and its index to %3? Nothing else is changed.")
            .arg(helmName, QDir::toNativeSeparators(m_helm.repositoriesFile()),
                QDir::toNativeSeparators(m_helm.cacheFolder())),
        tr("&Yes, add"));
    for (QPushButton *button : m_message->findChildren<QPushButton *>())
        button->setFocus();
}

void BetaSection::add()
{
    if (!std::exchange(m_isAsking, false) || m_work)
        return;
    m_message->hide();
    m_work = std::make_unique<QObject>();
    refresh();
    readCertificates([this](const HttpClient::Settings & /*settings*/) {
        m_cache.fetch(m_repository, m_work.get(), [this](const Result<CachedIndex> &index) {
            if (!index)
                return added(failure(index.error()));
            runOffThread(
                m_work.get(),
                [helm = m_helm, url = m_repository, file = index->fileName, stop = m_stop.get_token()] {
                    return helm.add(helmName, url, file, stop);
                },
                [this](const Result<void> &result) { added(result); });
        });
    });
}

void BetaSection::added(const Result<void> &result)
{
    m_work.release()->deleteLater();
    refresh();
    m_add->setFocus();
    if (result)
        m_message->showMessage(Tone::Good, tr("Helm knows the repository now, as %1.").arg(helmName));
    else
        m_message->showMessage(Tone::Bad, result.error().sentence, {}, result.error().detail);
}

} // namespace ksp
