#include "cli/ReadVerbs.h"

#include "cli/Console.h"
#include "cli/Table.h"
#include "cloud/CloudClient.h"

#include <QJsonArray>

namespace ksp {

namespace {

QJsonObject extensionObject(const Extension &extension)
{
    return {{QStringLiteral("id"), extension.id}, {QStringLiteral("name"), extension.name},
        {QStringLiteral("status"), extension.status}, {QStringLiteral("latestVersion"), extension.latestVersion}};
}

QJsonObject snapshotObject(const Snapshot &snapshot)
{
    return {{QStringLiteral("id"), snapshot.id}, {QStringLiteral("version"), snapshot.version},
        {QStringLiteral("status"), snapshot.status},
        {QStringLiteral("updatedAt"), snapshot.updatedAt.toUTC().toString(Qt::ISODate)}};
}

QString localTime(const QDateTime &time)
{
    return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss t"));
}

} // namespace

void ListVerb::run()
{
    watch(cloud()->search(userId(), this, [this](const Result<QList<Extension>> &extensions) {
        if (!check(extensions))
            return;
        // Only one of the two, since the list may be long.
        if (context().console.isJson()) {
            QJsonArray array;
            for (const Extension &extension : *extensions)
                array.append(extensionObject(extension));
            context().console.printObject({{QStringLiteral("extensions"), array}});
        } else {
            Table table({QStringLiteral("ID"), QStringLiteral("NAME"), QStringLiteral("STATUS"),
                QStringLiteral("LATEST VERSION")});
            for (const Extension &extension : *extensions)
                table.addRow({extension.id, extension.name, extension.status, extension.latestVersion});
            context().console.print(table.toString());
        }
        end(ExitCode::Done);
    }));
}

void GetVerb::run()
{
    const QString name = context().invocation.arguments.first();
    watch(cloud()->summary(name, this, [this](const Result<Extension> &extension) {
        m_extension = extension;
        show();
    }));
    watch(cloud()->snapshots(name, this, [this](const Result<QList<Snapshot>> &snapshots) {
        m_snapshots = snapshots;
        show();
    }));
}

void GetVerb::show()
{
    // Asked at the same time; where both fail the first question's error is the one to tell, whichever came first.
    if (!m_extension || !m_snapshots || !check(*m_extension) || !check(*m_snapshots))
        return;
    const Extension &extension = **m_extension;
    Table table({QStringLiteral("SNAPSHOT ID"), QStringLiteral("VERSION"), QStringLiteral("STATUS"),
        QStringLiteral("UPDATE TIME")});
    QJsonArray array;
    for (const Snapshot &snapshot : **m_snapshots) {
        table.addRow({snapshot.id, snapshot.version, snapshot.status, localTime(snapshot.updatedAt)});
        array.append(snapshotObject(snapshot));
    }
    context().console.print(QStringLiteral("Name:     %1\nID:       %2\nStatus:   %3\n\n%4")
                                .arg(extension.name, extension.id, extension.status, table.toString()));
    QJsonObject object = extensionObject(extension);
    object.insert(QStringLiteral("snapshots"), array);
    context().console.printObject(object);
    end(ExitCode::Done);
}

} // namespace ksp
