// ks-image-decoder: reads one image on standard input, writes its pixels to standard output (DecoderProtocol), ends.
// Everything that a hostile image can do happens in here, under limits, and ends with this process.
#include "image/ImageReading.h"
#include "image/ProcessLimits.h"

#include <QFile>
#include <QGuiApplication>

#include <cstdio>

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

bool answer(const DecoderProtocol::Reply &reply)
{
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return false;
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
    if (!in.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return 2;
    const auto request = DecoderProtocol::parseRequestHeader(readExactly(in, DecoderProtocol::requestHeaderBytes));
    const QByteArray bytes = request ? readExactly(in, request->imageBytes) : QByteArray();
    if (!request || bytes.size() != qsizetype(request->imageBytes)) {
        answer({DecoderProtocol::Status::BadRequest, ImageFormat::Unknown, {}, {}});
        return 2;
    }
    // Text in an SVG needs fonts; no window is ever shown.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    return answer(readImage(bytes, request->box)) ? 0 : 2;
}
