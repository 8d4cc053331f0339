// ks-image-decoder: reads one image on standard input, writes its pixels to standard output (DecoderProtocol), ends.
// Everything that a hostile image can do happens in here, under limits, and ends with this process.
#include "image/Confinement.h"
#include "image/ImageReading.h"
#include "image/ProcessLimits.h"

#include <QFile>
#include <QGuiApplication>

#include <cstdio>
#include <cstdlib>

using namespace ksp;

namespace {

QByteArray readExactly(QFile &file, qsizetype bytes)
{
    QByteArray result;
    while (result.size() < bytes) {
        const QByteArray part = file.read(bytes - result.size());
        if (part.isEmpty())
            break;
        result += part;
    }
    return result;
}

bool answer(QFile &out, const DecoderProtocol::Reply &reply)
{
    const QByteArray header = DecoderProtocol::replyHeader(reply);
    const auto pixels = reinterpret_cast<const char *>(reply.image.constBits());
    // 32 bits a pixel: lines follow each other without a gap.
    const qint64 size = reply.image.sizeInBytes();
    return out.write(header) == header.size() && out.write(pixels, size) == size && out.flush();
}

} // namespace

int main(int argc, char *argv[])
{
    if (!limitThisProcess())
        return 3;
    QFile in;
    QFile out;
    if (!in.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered)
        || !out.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return 2;
    const auto request = DecoderProtocol::parseRequestHeader(readExactly(in, DecoderProtocol::requestHeaderBytes));
    const QByteArray bytes = request ? readExactly(in, request->imageBytes) : QByteArray();
    if (!request || bytes.size() != qsizetype(request->imageBytes)) {
        answer(out, {DecoderProtocol::Status::BadRequest, ImageFormat::Unknown, {}, {}, {}});
        return 2;
    }
    // Text in an SVG needs fonts; no window is ever shown.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    loadForReading(bytes);
    const Confinements confinement = confineThisProcess();
    DecoderProtocol::Reply reply = readImage(bytes, request->box);
    reply.confinement = confinement;
    // What libraries would still do at an ordinary end, they may not any more.
    std::_Exit(answer(out, reply) ? 0 : 2);
}
