#include "publish/PublishRequest.h"

#include <QCoreApplication>

namespace ksp {

Error publishCancelled()
{
    // In the words of the publish, wherever it was stopped.
    return {ErrorKind::Cancelled,
        QCoreApplication::translate(
            "ksp::PublishJob", "Publishing was cancelled. Publishing the same chart again goes on where it stopped."),
        {}};
}

} // namespace ksp
