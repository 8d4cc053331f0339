#include "cli/BetaVerb.h"

#include "cli/Console.h"
#include "cli/ServerAccess.h"
#include "cli/Table.h"
#include "core/Database.h"
#include "core/Log.h"
#include "core/Settings.h"
#include "helmrepo/BetaTexts.h"
#include "net/CaFile.h"
#include "net/ServerUrl.h"
#include "practice/PracticeState.h"
#include "publish/Journal.h"

#include <QJsonArray>

namespace ksp {

namespace {

QJsonObject differenceObject(const PackageDifference &difference)
{
    using Kind = PackageDifference::Kind;
    const QString kind = difference.kind == Kind::OnlySent ? QStringLiteral("only-sent")
        : difference.kind == Kind::OnlyPublished           ? QStringLiteral("only-published")
                                                           : QStringLiteral("changed");
    return {{QStringLiteral("path"), difference.path}, {QStringLiteral("kind"), kind},
        {QStringLiteral("sentSize"), difference.sentSize}, {QStringLiteral("publishedSize"), difference.publishedSize}};
}

/// As helm's tables have it.
QString shortened(const QString &text)
{
    constexpr int columnWidth = 50;
    return text.size() <= columnWidth ? text : text.left(columnWidth - 3) + QStringLiteral("...");
}

} // namespace

BetaVerb::BetaVerb() = default;

BetaVerb::~BetaVerb() = default;

void BetaVerb::start(Context &context)
{
    m_context = &context;
    if (const auto prepared = prepare(); !prepared)
        return end(context, prepared.error());
    m_database = std::make_unique<Database>(context.profile);
    connect(m_database.get(), &Database::notice, this,
        [this](const QString &sentence) { m_context->console.warning(sentence); });
    m_journal = std::make_unique<Journal>(m_database.get());
    findSentPackage(m_journal.get(), m_by, this, [this](const Result<SentPackage> &sent) {
        if (!sent)
            return end(*m_context, sent.error());
        look(*sent);
    });
}

void BetaVerb::cancel()
{
    m_check.reset();
    endCancelled(*m_context);
}

Result<void> BetaVerb::prepare()
{
    const Invocation &invocation = m_context->invocation;
    auto account = ServerAccess::chosenAccount(*m_context);
    if (!account)
        return failure(account.error());
    if (account->practice) {
        // It may have another port than at its last start.
        const auto connection = PracticeState::readConnection(PracticeState::folderIn(m_context->profile));
        if (connection)
            account->betaRepository = QUrl(connection->url + QStringLiteral("/beta"));
    } else if (account->name.isEmpty()) {
        const QUrl server(invocation.server, QUrl::StrictMode);
        account->betaRepository = defaultBetaRepository(server.isEmpty() ? defaultServer() : server);
        m_by.server = invocation.server;
    } else {
        m_by.server = account->server.toString();
    }
    m_by.userId = account->userId;
    m_by.name = m_request.name = invocation.arguments.at(0);
    m_by.version = m_request.version = invocation.arguments.at(1);
    const QString repository
        = invocation.repository.isEmpty() ? account->betaRepository.toString() : invocation.repository;
    if (repository.isEmpty()) {
        return failure(
            ErrorKind::BadInput, tr("No beta repository is known for this server. Name it with --repo URL."));
    }
    const auto url = parseRepositoryUrl(repository);
    if (!url)
        return failure(url.error());
    m_request.repository = *url;
    return {};
}

void BetaVerb::look(const SentPackage &sent)
{
    if (sent.record) {
        m_request.sentSha256 = sent.record->packageSha256;
        m_request.sentPackage = sent.package;
    }
    HttpClient::Settings settings;
    if (m_request.repository.scheme() == QLatin1String("https")) {
        auto certificates = companyCertificates(m_context->invocation.caFile, Settings(m_context->profile).caFile());
        if (!certificates)
            return end(*m_context, certificates.error());
        settings.certificates = std::move(*certificates);
    }
    settings.log = [log = &m_context->log](const QString &line) { log->write(line); };
    m_cache = std::make_unique<IndexCache>(IndexCache::folderIn(m_context->profile), settings);
    m_check = std::make_unique<BetaCheck>(m_request, m_cache.get(), settings);
    connect(m_check.get(), &BetaCheck::finished, this, [this](const Result<BetaState> &state) {
        if (state)
            show(*state);
        else
            end(*m_context, state.error());
    });
    m_check->start();
}

void BetaVerb::show(const BetaState &state)
{
    using Verdict = BetaState::Verdict;
    const QString sentence = BetaTexts::sentence(state, m_request.name, m_request.version);
    QString text = state.verdict == Verdict::Missing ? QString() : table(state) + QStringLiteral("\n\n");
    text += sentence;
    QJsonArray differences;
    for (const PackageDifference &difference : state.differences.value_or(QList<PackageDifference>())) {
        text += QStringLiteral("\n  ") + BetaTexts::difference(difference);
        differences.append(differenceObject(difference));
    }
    m_context->console.print(text);
    QJsonObject object{{QStringLiteral("repository"), m_request.repository.toString()},
        {QStringLiteral("name"), m_request.name}, {QStringLiteral("version"), m_request.version},
        {QStringLiteral("verdict"), BetaTexts::word(state.verdict)}, {QStringLiteral("sentence"), sentence},
        {QStringLiteral("otherVersions"), QJsonArray::fromStringList(state.otherVersions)}};
    if (state.verdict != Verdict::Missing) {
        object.insert(QStringLiteral("appVersion"), state.entry.appVersion);
        object.insert(QStringLiteral("description"), state.entry.description);
        object.insert(QStringLiteral("digest"), state.entry.digest);
        object.insert(QStringLiteral("sentDigest"), m_request.sentSha256);
        object.insert(QStringLiteral("packageDigest"), state.packageSha256);
        if (state.differences)
            object.insert(QStringLiteral("differences"), differences);
    }
    m_context->console.printObject(object);
    const bool isFine = state.verdict == Verdict::Same || state.verdict == Verdict::NotCompared;
    end(isFine ? ExitCode::Done : ExitCode::ServerRefused);
}

QString BetaVerb::table(const BetaState &state) const
{
    Table table({QStringLiteral("NAME"), QStringLiteral("CHART VERSION"), QStringLiteral("APP VERSION"),
        QStringLiteral("DESCRIPTION")});
    table.addRow({m_request.name, state.entry.version, state.entry.appVersion, shortened(state.entry.description)});
    return table.toString();
}

} // namespace ksp
