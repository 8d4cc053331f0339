#include "account/PracticeBanner.h"

#include "session/Session.h"

namespace ksp {

PracticeBanner::PracticeBanner(Session *session, QWidget *parent) : MessageBar(parent)
{
    setClosable(false);
    const auto refresh = [this, session] {
        if (!session->isPractice())
            hide();
        else if (isHidden())
            showMessage(Tone::Info,
                tr("This is practice: the Cloud is a program on this computer, and nothing leaves it."),
                tr("Use a &real account…"));
    };
    connect(session, &Session::stateChanged, this, refresh);
    // Not before it has its place in a window.
    QMetaObject::invokeMethod(this, refresh, Qt::QueuedConnection);
}

} // namespace ksp
