#include "cli/PackageVerb.h"

#include "cli/ChartReport.h"
#include "cli/Console.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <filesystem>
#include <system_error>

namespace ksp {

void PackageVerb::start(Context &context)
{
    m_context = &context;
    const QString chart = context.invocation.arguments.first();
    context.console.print(QStringLiteral("package extension %1").arg(chart)); // ksbuilder's words
    m_loader = new ChartLoader(this);
    connect(
        m_loader, &ChartLoader::finished, this, [this, &context](const std::shared_ptr<Result<LoadedChart>> &loaded) {
            if (!*loaded)
                end(context, loaded->error());
            else if (const auto errors
                = ChartReport::findings(context.console, **loaded, tr("No package was written.")))
                end(context, *errors, ChartReport::toJson(**loaded));
            else if (context.invocation.dryRun)
                write(context, **loaded);
            else
                ask(context, loaded);
        });
    PackageOptions options;
    options.smallest = context.invocation.smallest;
    options.keepImages = context.invocation.keepImages;
    options.offline = true;
    m_loader->start(chart, options);
}

void PackageVerb::ask(Context &context, const std::shared_ptr<Result<LoadedChart>> &loaded)
{
    m_prompt = std::make_unique<Prompt>(&context.console, context.invocation);
    ChartReport::agree(m_prompt.get(), **loaded, [this, &context, loaded](const Result<void> &agreed) {
        if (agreed)
            write(context, **loaded);
        else
            end(context, agreed.error(), ChartReport::toJson(**loaded));
    });
}

void PackageVerb::cancel()
{
    if (m_prompt) {
        m_prompt.reset();
        endCancelled(*m_context);
        return;
    }
    m_loader->cancel();
}

void PackageVerb::write(Context &context, const LoadedChart &loaded)
{
    const Result<Package> package = loaded.package->build({});
    if (!package) {
        end(context, package.error());
        return;
    }
    const QString folder = context.invocation.output.isEmpty() ? QStringLiteral(".") : context.invocation.output;
    const QString fileName = QDir(QDir(folder).absolutePath()).filePath(loaded.package->fileName());
    const qint64 size = package->bytes.size();
    QJsonObject result = ChartReport::toJson(loaded);
    result.insert(QStringLiteral("bytes"), size);
    result.insert(QStringLiteral("sha256"), QString::fromLatin1(package->sha256));
    if (size > SizeLimits::refused)
        context.console.warning(
            tr("The package has %1, more than the Cloud takes.").arg(ChartReport::size(size, size)));
    if (context.invocation.dryRun) {
        ChartReport::dryRun(context.console, loaded);
        context.console.printObject(result);
        end(ExitCode::Done);
        return;
    }
    if (const QString reason = save(fileName, package->bytes); !reason.isEmpty()) {
        end(context,
            {ErrorKind::Internal, tr("%1 cannot be written (%2). Choose another folder with -o.").arg(fileName, reason),
                {}});
        return;
    }
    result.insert(QStringLiteral("file"), fileName);
    context.console.note(ChartReport::size(size, size));
    context.console.print(QStringLiteral("package saved to %1").arg(fileName));
    context.console.printObject(result);
    end(ExitCode::Done);
}

QString PackageVerb::save(const QString &fileName, const QByteArray &bytes)
{
    const QString folder = QFileInfo(fileName).path();
    if (QFileInfo::exists(folder) && !QFileInfo(folder).isDir())
        return tr("%1 is a file, no folder").arg(folder);
    std::error_code error;
    std::filesystem::create_directories(QFile::encodeName(folder).toStdString(), error);
    if (error)
        return QString::fromStdString(error.message());
    // QSaveFile would write to where a link leads, which may be anywhere.
    if (QFileInfo(fileName).isSymLink())
        return tr("it is a link");
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return file.errorString();
    return {};
}

} // namespace ksp
