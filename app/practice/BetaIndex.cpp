#include "practice/BetaIndex.h"

#include "core/Sha256.h"
#include "core/VersionOrder.h"

#include <QLocale>
#include <QUrl>

#include <algorithm>

namespace ksp {

namespace {

QString httpDateFormat()
{
    return QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'");
}

QDateTime fromHttpDate(const QByteArray &text)
{
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()), httpDateFormat());
    time.setTimeSpec(Qt::UTC);
    return time;
}

QDateTime toWholeSeconds(const QDateTime &time)
{
    return QDateTime::fromSecsSinceEpoch(time.toSecsSinceEpoch(), Qt::UTC);
}

void appendField(QByteArray &yaml, const char *name, const QString &value)
{
    if (!value.isEmpty()) {
        yaml += QByteArray("    ") + name + ": " + quotedYaml(value) + '\n';
    }
}

void appendVersion(QByteArray &yaml, const PracticeSnapshot &snapshot)
{
    const PackageInfo &package = snapshot.package;
    yaml += "  - apiVersion: " + quotedYaml(package.apiVersion) + '\n';
    appendField(yaml, "name", package.name);
    appendField(yaml, "version", package.version);
    appendField(yaml, "appVersion", package.appVersion);
    appendField(yaml, "description", package.description);
    appendField(yaml, "digest", QString::fromLatin1(snapshot.digest));
    appendField(yaml, "created", toRfc3339(snapshot.createdAt));
    const QByteArray file = QUrl::toPercentEncoding(package.name + u'-' + package.version + QLatin1String(".tgz"));
    yaml += "    urls:\n    - " + quotedYaml(QString::fromLatin1(file)) + '\n';
}

} // namespace

BetaIndex BetaIndex::of(const QList<PracticeExtension> &extensions)
{
    BetaIndex index;
    QByteArray entries;
    for (const PracticeExtension &extension : extensions) {
        QList<PracticeSnapshot> offered;
        for (const PracticeSnapshot &snapshot : extension.snapshots) {
            // What left the index changed it too, so the times of all count.
            index.modified
                = index.modified.isValid() ? std::max(index.modified, snapshot.updatedAt) : snapshot.updatedAt;
            if (snapshot.isOffered()) {
                offered.append(snapshot);
            }
        }
        if (offered.isEmpty()) {
            continue;
        }
        std::sort(offered.begin(), offered.end(), [](const PracticeSnapshot &a, const PracticeSnapshot &b) {
            return compareVersions(a.version(), b.version()) > 0;
        });
        entries += "  " + quotedYaml(extension.name) + ":\n";
        for (const PracticeSnapshot &snapshot : std::as_const(offered)) {
            appendVersion(entries, snapshot);
        }
    }
    const QDateTime generated = index.modified.isValid() ? index.modified : QDateTime::fromSecsSinceEpoch(0, Qt::UTC);
    index.yaml = "apiVersion: v1\nentries:" + (entries.isEmpty() ? QByteArray(" {}\n") : '\n' + entries)
        + "generated: " + quotedYaml(toRfc3339(generated)) + '\n';
    index.etag = '"' + sha256Hex(index.yaml) + '"';
    return index;
}

bool BetaIndex::hasSettled(const QDateTime &now) const
{
    return modified.isValid() && toWholeSeconds(modified) < toWholeSeconds(now);
}

bool BetaIndex::isUnmodified(const QByteArray &ifNoneMatch, const QByteArray &ifModifiedSince) const
{
    if (!ifNoneMatch.isEmpty()) {
        const QList<QByteArray> tags = ifNoneMatch.split(',');
        return std::any_of(tags.begin(), tags.end(), [this](const QByteArray &each) {
            const QByteArray tag = each.trimmed();
            return tag == "*" || tag == etag || tag == "W/" + etag;
        });
    }
    const QDateTime since = fromHttpDate(ifModifiedSince);
    return since.isValid() && modified.isValid() && toWholeSeconds(modified) <= since;
}

QByteArray toHttpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), httpDateFormat()).toLatin1();
}

QByteArray quotedYaml(const QString &text)
{
    QString quoted = QStringLiteral("\"");
    for (const QChar c : text) {
        const bool control = c < u' ' || (c >= u'\x7f' && c <= u'\x9f') || c == u'\u2028' || c == u'\u2029'
            || c == u'\ufeff' || c >= u'\ufffe';
        if (control) {
            quoted += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        } else {
            if (c == u'"' || c == u'\\') {
                quoted += u'\\';
            }
            quoted += c;
        }
    }
    return (quoted + u'"').toUtf8();
}

} // namespace ksp
