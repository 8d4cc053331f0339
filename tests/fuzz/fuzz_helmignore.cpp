// Rules, an empty line, then names that they are asked about.
#include "Fuzz.h"

#include "chart/HelmIgnore.h"

namespace ksp::fuzz {

void input(const QByteArray &data)
{
    if (data.size() > 2000) // time goes with rules times names
        return;
    const qsizetype split = data.indexOf("\n\n");
    const QByteArray rules = split < 0 ? data : data.left(split);
    const auto ignore = HelmIgnore::parse(rules);
    if (!ignore) {
        FUZZ_CHECK(ignore.error().kind == ErrorKind::BadInput);
        FUZZ_CHECK(ignore.error().sentence.contains(QLatin1String(".helmignore")));
    }
    for (const QByteArray &line : split < 0 ? QList<QByteArray>() : data.mid(split + 2).split('\n')) {
        const QString name = QString::fromUtf8(line);
        if (ignore) {
            FUZZ_CHECK(!ignore->ignores(name, false) || IgnoredFolders(&*ignore).ignores(name) || name.isEmpty());
            static_cast<void>(ignore->ignores(name, true));
        }
        static_cast<void>(globMatch(QString::fromUtf8(rules), name));
    }
}

} // namespace ksp::fuzz
