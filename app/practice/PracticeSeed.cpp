#include "practice/PracticeSeed.h"

namespace ksp {

namespace {

constexpr qint64 maximumSnapshots = 1'000'000;
constexpr qint64 idStep = 16'777'259; // About as far apart as the real ones.

} // namespace

bool PracticeSeed::isUsable() const
{
    return extensions > 0 && snapshots > 0 && qint64(extensions) * snapshots <= maximumSnapshots
        && isCloudId(QString::number(firstId)) && time.isValid();
}

QList<PracticeExtension> PracticeSeed::make(const QString &owner) const
{
    QList<PracticeExtension> all;
    all.reserve(extensions);
    qint64 id = firstId;
    const auto nextId = [&id] { return QString::number(id += idStep); };
    for (int e = 1; e <= extensions; ++e) {
        PracticeExtension extension;
        extension.id = nextId();
        extension.name = QStringLiteral("sample-%1").arg(e, 5, 10, QLatin1Char('0'));
        extension.owner = owner;
        for (int s = 1; s <= snapshots; ++s) {
            PracticeSnapshot snapshot;
            snapshot.id = nextId();
            snapshot.status = s == snapshots && e % 3 == 0 ? QStringLiteral("draft") : QStringLiteral("active");
            snapshot.package = {extension.name, QStringLiteral("1.%1.0").arg(s), QStringLiteral("v2"), {}, {}};
            snapshot.createdAt = time.addSecs(-3600LL * (snapshots - s) - e);
            snapshot.updatedAt = snapshot.createdAt;
            extension.snapshots.append(snapshot);
        }
        extension.updateLatestVersion();
        all.append(extension);
    }
    return all;
}

QJsonObject PracticeSeed::toJson() const
{
    return {{QStringLiteral("extensions"), extensions}, {QStringLiteral("snapshots"), snapshots},
        {QStringLiteral("first_id"), QString::number(firstId)}, {QStringLiteral("time"), toRfc3339(time)}};
}

std::optional<PracticeSeed> PracticeSeed::fromJson(const QJsonObject &object)
{
    const PracticeSeed seed{object.value(QLatin1String("extensions")).toInt(),
        object.value(QLatin1String("snapshots")).toInt(),
        object.value(QLatin1String("first_id")).toString().toLongLong(),
        QDateTime::fromString(object.value(QLatin1String("time")).toString(), Qt::ISODateWithMs)};
    return seed.isUsable() ? std::optional(seed) : std::nullopt;
}

} // namespace ksp
