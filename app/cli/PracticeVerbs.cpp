#include "cli/PracticeVerbs.h"

#include "cli/Console.h"
#include "net/HttpClient.h"
#include "practice/PracticeState.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include <unistd.h>

namespace ksp {

namespace {

/// The folder of --state, else one in the profile, else the practice Cloud's own choice.
QString stateFolder(const Invocation &invocation)
{
    if (!invocation.state.isEmpty())
        return invocation.state;
    return invocation.profile.isEmpty() ? PracticeState::defaultFolder() : PracticeState::folderIn(invocation.profile);
}

} // namespace

void PracticeVerb::start(Context &context)
{
    const Invocation &invocation = context.invocation;
    const QString program = QCoreApplication::applicationDirPath() + QStringLiteral("/ks-practice-cloud");
    QList<QByteArray> arguments{QFile::encodeName(program), "--state", QFile::encodeName(stateFolder(invocation))};
    if (invocation.port)
        arguments << "--port" << QByteArray::number(*invocation.port);
    if (invocation.reviewAfter)
        arguments << "--review-after" << QByteArray::number(*invocation.reviewAfter);
    std::vector<char *> argv;
    for (QByteArray &argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);

    // Unlike handlers, what is ignored would stay ignored in the new program.
    std::signal(SIGPIPE, SIG_DFL);
    ::execv(argv.front(), argv.data());
    const int reason = errno;
    end(context,
        Error{ErrorKind::Internal,
            tr("The practice Cloud, %1, cannot be started. Install this program anew.")
                .arg(QDir::toNativeSeparators(program)),
            QString::fromLocal8Bit(std::strerror(reason))});
}

void ReviewVerb::start(Context &context)
{
    m_context = &context;
    m_access = std::make_unique<ServerAccess>(context);
    if (!context.invocation.server.isEmpty()) {
        m_access->open([this](const Result<void> &opened) {
            if (!opened)
                return end(*m_context, opened.error());
            review();
        });
        return;
    }
    const auto connection = PracticeState::readConnection(stateFolder(context.invocation));
    if (!connection)
        return end(context, connection.error());
    if (const auto opened = m_access->openWith(QUrl(connection->url, QUrl::StrictMode), connection->key); !opened)
        return end(context, opened.error());
    review();
}

void ReviewVerb::cancel()
{
    m_access.reset();
    endCancelled(*m_context);
}

void ReviewVerb::review()
{
    const Invocation &invocation = m_context->invocation;
    const QString snapshot = invocation.arguments.first();
    const bool approves = invocation.verb == QLatin1String("practice approve");
    const QString status = approves ? QStringLiteral("active")
        : invocation.as.isEmpty()   ? QStringLiteral("rejected")
                                    : invocation.as;
    const QJsonObject body = approves ? QJsonObject() : QJsonObject{{QStringLiteral("as"), status}};

    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = "/practice/snapshots/" + QUrl::toPercentEncoding(snapshot) + (approves ? "/approve" : "/reject");
    request.step = approves ? tr("Approving the snapshot") : tr("Rejecting the snapshot");
    request.body = {QByteArrayLiteral("application/json"), {QJsonDocument(body).toJson(QJsonDocument::Compact)}};
    HttpJob *job = m_access->http()->send(request);
    connect(job, &HttpJob::finished, this, [this, snapshot, status](const Result<HttpReply> &reply) {
        if (!reply)
            return end(*m_context, reply.error());
        m_context->console.print(tr("Snapshot %1 is %2 now").arg(snapshot, status));
        m_context->console.printObject({{QStringLiteral("snapshotId"), snapshot}, {QStringLiteral("status"), status}});
        end(ExitCode::Done);
    });
}

} // namespace ksp
