#include "ProgramIcon.h"

// Outside of any namespace, as the macro asks: the resource lies in a static library and would not be linked otherwise.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace ksp {

QIcon programIcon()
{
    initIcons();
    return QIcon(QStringLiteral(":/icons/ks-publisher.svg"));
}

} // namespace ksp
