#include "image/ImageDecoder.h"

#include "image/DecoderProtocol.h"

#include <QPointer>
#include <QProcess>
#include <QTimer>

namespace ksp {

namespace {

/// What a decoder needs to know of its surroundings: fonts, libraries, language. Nothing else, for it might fall into
/// the hands of whoever made the image.
QProcessEnvironment decoderEnvironment()
{
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const char *name :
        {"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
            "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
        const QString key = QString::fromLatin1(name);
        if (own.contains(key))
            environment.insert(key, own.value(key));
    }
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    return environment;
}

} // namespace

struct ImageDecoder::Job
{
    QByteArray bytes;
    QSize box;
    QPointer<QObject> context;
    Handler done;
    QByteArray reply;
    bool tooLate = false;
    /// Owned by the decoder; null while the job waits.
    QProcess *process = nullptr;
};

ImageDecoder::ImageDecoder(QObject *parent) : ImageDecoder(Options(), parent) { }

ImageDecoder::ImageDecoder(Options options, QObject *parent) : QObject(parent), m_options(std::move(options))
{
    if (m_options.program.isEmpty())
        m_options.program = QCoreApplication::applicationDirPath() + QStringLiteral("/ks-image-decoder");
}

ImageDecoder::~ImageDecoder()
{
    for (const auto &job : std::as_const(m_running)) {
        job->process->disconnect(this);
        job->process->kill();
        job->process->waitForFinished(); // A matter of milliseconds after SIGKILL.
    }
}

void ImageDecoder::decode(const QByteArray &bytes, QSize box, QObject *context, Handler done)
{
    const auto job = std::make_shared<Job>();
    job->bytes = bytes;
    job->box = box;
    job->context = context;
    job->done = std::move(done);
    m_waiting.enqueue(job);
    // Later, so that no handler runs inside this call.
    QMetaObject::invokeMethod(this, &ImageDecoder::startNext, Qt::QueuedConnection);
}

void ImageDecoder::startNext()
{
    while (m_running.size() < m_options.maxProcesses && !m_waiting.isEmpty()) {
        const std::shared_ptr<Job> job = m_waiting.dequeue();
        if (!job->context)
            continue;
        if (job->bytes.size() > DecoderProtocol::maxInputBytes) {
            end(job, failure(ErrorKind::Limit, tr("The image is too large to be shown. Use one of less than 32 MB.")));
            continue;
        }
        run(job);
    }
}

void ImageDecoder::run(const std::shared_ptr<Job> &job)
{
    m_running.append(job);
    auto *process = new QProcess(this);
    job->process = process;
    process->setProcessEnvironment(decoderEnvironment());
    process->setWorkingDirectory(QStringLiteral("/"));
    process->setStandardErrorFile(QProcess::nullDevice());
    connect(process, &QProcess::readyReadStandardOutput, this, [this, job] { readReply(job); });
    connect(process, &QProcess::finished, this, [this, job] {
        readReply(job);
        end(job, resultOf(*job));
    });
    // Queued: a program that is missing is reported while start() still runs.
    connect(
        process, &QProcess::errorOccurred, this,
        [this, job](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                end(job,
                    failure(ErrorKind::Internal,
                        tr("Images cannot be shown because a part of this program is missing. Install it again."),
                        QStringLiteral("%1: %2").arg(m_options.program, job->process->errorString())));
        },
        Qt::QueuedConnection);
    connect(job->context, &QObject::destroyed, process, &QProcess::kill);
    auto *timer = new QTimer(process);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [job] {
        job->tooLate = true;
        job->process->kill();
    });
    timer->start(m_options.timeLimitMs);
    process->start(m_options.program, QStringList());
    process->write(DecoderProtocol::requestHeader(job->box, job->bytes.size()));
    process->write(job->bytes);
    process->closeWriteChannel();
}

void ImageDecoder::readReply(const std::shared_ptr<Job> &job)
{
    job->reply += job->process->readAllStandardOutput();
    if (job->reply.size() > DecoderProtocol::maxReplyBytes) {
        job->reply.clear();
        job->process->kill();
    }
}

void ImageDecoder::end(const std::shared_ptr<Job> &job, const Result<DecodedImage> &result)
{
    if (job->process) {
        m_running.removeOne(job);
        job->process->disconnect(this);
        job->process->deleteLater();
    }
    QMetaObject::invokeMethod(this, &ImageDecoder::startNext, Qt::QueuedConnection);
    // Last, since the handler may delete this object.
    if (job->context)
        std::exchange(job->done, nullptr)(result);
}

void ImageDecoder::tellConfinement(Confinements confinement)
{
    if (m_hasToldConfinement || !m_options.log) {
        return;
    }
    m_hasToldConfinement = true;
    QStringList lacking;
    if (!confinement.testFlag(Confinement::SystemCalls)) {
        lacking.append(QStringLiteral("seccomp"));
    }
    if (!confinement.testFlag(Confinement::Files)) {
        lacking.append(QStringLiteral("Landlock"));
    }
    if (!lacking.isEmpty()) {
        m_options.log(QStringLiteral("Images are decoded without confinement by %1, which this system does not offer.")
                          .arg(lacking.join(QStringLiteral(" and "))));
    }
}

Result<DecodedImage> ImageDecoder::resultOf(const Job &job)
{
    using Status = DecoderProtocol::Status;
    if (job.tooLate) {
        return failure(ErrorKind::BadInput,
            tr("The image could not be decoded: it took too long. Use a simpler one, or save it as PNG."),
            QStringLiteral("killed after %1 ms").arg(m_options.timeLimitMs));
    }
    const std::optional<DecoderProtocol::Reply> reply = DecoderProtocol::parseReply(job.reply);
    if (!reply || job.process->exitStatus() != QProcess::NormalExit) {
        return failure(ErrorKind::BadInput,
            tr("The image could not be decoded. Open it in an image editor and save it again."),
            QStringLiteral("exit code %1, %2 bytes of reply").arg(job.process->exitCode()).arg(job.reply.size()));
    }
    tellConfinement(reply->confinement);
    switch (reply->status) {
    case Status::Ok:
        return DecodedImage{reply->image, reply->format, reply->sourceSize, job.bytes.size()};
    case Status::UnknownFormat:
        if (reply->format != ImageFormat::Unknown)
            return failure(ErrorKind::BadInput,
                tr("The console does not show images of the format %1. Save it as SVG, PNG, JPEG, GIF or WebP.")
                    .arg(formatName(reply->format)));
        return failure(ErrorKind::BadInput, tr("The file is not an image. Use an SVG, PNG, JPEG, GIF or WebP image."));
    case Status::TooManyPixels:
        return failure(ErrorKind::Limit,
            tr("The image is said to be %1 × %2 pixels large, too many to be shown. Make it smaller.")
                .arg(reply->sourceSize.width())
                .arg(reply->sourceSize.height()));
    case Status::TooComplex:
        return failure(ErrorKind::BadInput,
            tr("The image could not be decoded: it has too many parts, or parts that contain themselves. Simplify it, "
               "or save it as PNG."));
    case Status::NoPlugin:
        return failure(ErrorKind::Internal,
            tr("Images of the format %1 cannot be shown on this computer, because a package of Qt is missing: "
               "qt6-image-formats-plugins.")
                .arg(formatName(reply->format)));
    case Status::Unreadable:
    case Status::BadRequest:
        break;
    }
    return failure(ErrorKind::BadInput,
        tr("The image could not be decoded: it is damaged or cut short. Open it in an image editor and save it again."),
        QStringLiteral("status %1").arg(quint32(reply->status)));
}

} // namespace ksp
