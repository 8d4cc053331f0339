#include "practice/PracticeRequest.h"

#include <algorithm>

namespace ksp {

QList<QByteArray> PracticeRequest::values(QByteArrayView name) const
{
    QList<QByteArray> found;
    for (const auto &[key, value] : headers) {
        if (key == name) {
            found.append(value);
        }
    }
    return found;
}

const FormPart *PracticeRequest::part(const QString &name) const
{
    if (!parts) {
        return nullptr;
    }
    const auto found
        = std::find_if(parts->begin(), parts->end(), [&name](const FormPart &each) { return each.name == name; });
    return found == parts->end() ? nullptr : &*found;
}

} // namespace ksp
