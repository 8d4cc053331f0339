#include "core/Settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace ksp {

class SettingsTest : public QObject
{
    Q_OBJECT

private slots:
    void isThereAgainAfterARestart()
    {
        const QTemporaryDir folder;
        {
            Settings settings(folder.path());
            QCOMPARE(settings.language(), QString());
            QCOMPARE(settings.appearance(), Settings::Appearance::System);
            QVERIFY(!settings.isWelcomed());
            settings.setLanguage(QStringLiteral("zh_CN"));
            settings.setAppearance(Settings::Appearance::Dark);
            settings.setState(QStringLiteral("window"), QByteArrayLiteral("a\0b"));
            settings.setWelcomed();
        }
        const Settings settings(folder.path());
        QCOMPARE(settings.language(), QStringLiteral("zh_CN"));
        QCOMPARE(settings.appearance(), Settings::Appearance::Dark);
        QCOMPARE(settings.state(QStringLiteral("window")), QByteArrayLiteral("a\0b"));
        QVERIFY(settings.isWelcomed());
    }

    void recentChartsAreFewAndEachOnce()
    {
        const QTemporaryDir folder;
        Settings settings(folder.path());
        for (int i = 0; i < 10; ++i)
            settings.addRecentChart(QStringLiteral("/charts/%1, with a comma").arg(i));
        settings.addRecentChart(QStringLiteral("/charts/5, with a comma"));
        const QStringList charts = settings.recentCharts();
        QCOMPARE(charts.size(), Settings::maxRecentCharts);
        QCOMPARE(charts.first(), QStringLiteral("/charts/5, with a comma"));
        QCOMPARE(charts.count(QStringLiteral("/charts/5, with a comma")), 1);
        settings.removeRecentChart(charts.first());
        QCOMPARE(settings.recentCharts(), charts.mid(1));
    }

    void aBrokenFileCountsAsEmpty()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("settings.ini")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, '\x80') + "[[[\n=\0=%%%");
        file.close();
        const Settings settings(folder.path());
        QCOMPARE(settings.appearance(), Settings::Appearance::System);
        QCOMPARE(settings.recentCharts(), QStringList());
    }

    void isTheUsersAlone()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("settings.ini"));
        const mode_t before = ::umask(022);
        {
            Settings settings(folder.path());
            settings.setCaFile(QStringLiteral("/ours.pem"));
        }
        ::umask(before);
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(Settings(folder.path()).caFile(), QStringLiteral("/ours.pem"));
        // What others may have written is not believed, and left alone.
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther));
        {
            Settings settings(folder.path());
            QCOMPARE(settings.caFile(), QString());
            settings.setCaFile(QStringLiteral("/other.pem"));
        }
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(Settings(folder.path()).caFile(), QStringLiteral("/ours.pem"));
        QVERIFY(QFile::remove(file));
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        QCOMPARE(Settings(folder.path()).caFile(), QString());
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::SettingsTest)
#include "SettingsTest.moc"
