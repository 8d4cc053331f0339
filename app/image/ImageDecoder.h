#pragma once

#include "core/Result.h"
#include "image/Confinement.h"
#include "image/DecodedImage.h"

#include <QCoreApplication>
#include <QObject>
#include <QQueue>

#include <functional>
#include <memory>

namespace ksp {

/// Decodes images that nobody vouches for: each in a process of its own (ks-image-decoder) with bounds on time, memory
/// and pixels, from which nothing can be fetched and which is confined as far
/// as the system lets (see Confinement). Whatever the image does to that process, the handler gets a value.
///
/// Lives on one thread that runs an event loop; nothing here blocks it.
class ImageDecoder : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<void(Result<DecodedImage>)>;

    struct Options
    {
        /// Empty: ks-image-decoder beside the running program.
        QString program;
        /// A decoder that takes longer is killed.
        int timeLimitMs = 5000;
        /// Further images wait their turn, first come, first served.
        int maxProcesses = 2;
        /// Gets a line where the system does not confine decoders as it could. May be empty.
        std::function<void(const QString &)> log = {};
    };

    explicit ImageDecoder(QObject *parent = nullptr);
    explicit ImageDecoder(Options options, QObject *parent = nullptr);
    /// Kills what runs. No handler is called any more.
    ~ImageDecoder() override;

    /// Decodes an SVG, PNG, JPEG, GIF (its first frame) or WebP, told by content, and fits it into `box` (device
    /// pixels, at most 4096 × 4096; see DecodedImage::image).
    ///
    /// `done` runs exactly once, later, from the event loop; not at all when `context` is gone by then, which also
    /// stops the decoding. Errors: BadInput (no such image, damaged, too complex, or it took too long), Limit (more
    /// than 40 million pixels, or more than 32 MiB), Internal (the decoder could not be started, or Qt's plugin is
    /// missing).
    void decode(const QByteArray &bytes, QSize box, QObject *context, Handler done);

private:
    struct Job;
    void startNext();
    void run(const std::shared_ptr<Job> &job);
    void readReply(const std::shared_ptr<Job> &job);
    void end(const std::shared_ptr<Job> &job, const Result<DecodedImage> &result);
    Result<DecodedImage> resultOf(const Job &job);

    void tellConfinement(Confinements confinement);

    Options m_options;
    bool m_hasToldConfinement = false;
    QQueue<std::shared_ptr<Job>> m_waiting;
    QList<std::shared_ptr<Job>> m_running;
};

} // namespace ksp
