#include "dashboard/ExtensionIcons.h"

#include "core/Database.h"
#include "image/ImageDecoder.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace ksp {

namespace {

QByteArray square()
{
    return "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='10' height='10' "
           "fill='#00f'/></svg>";
}

ReviewOwner owner(const QString &user)
{
    return {QStringLiteral("https://example.com"), user};
}

QColor middleOf(const QIcon &icon)
{
    return icon.isNull() ? QColor()
                         : icon.pixmap(ExtensionIcons::size, ExtensionIcons::size).toImage().pixelColor(10, 10);
}

} // namespace

class ExtensionIconsTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItMetForEachUser()
    {
        const QTemporaryDir folder;
        Database database(folder.path());
        ImageDecoder decoder;
        {
            ExtensionIcons icons(&database, &decoder);
            icons.setOwner(owner(QStringLiteral("1")));
            QSignalSpy changed(&icons, &ExtensionIcons::changed);
            icons.remember(QStringLiteral("quiet-hours"), square());
            QTRY_VERIFY(middleOf(icons.iconOf(QStringLiteral("quiet-hours"))) == QColor(Qt::blue));
            QVERIFY(middleOf(icons.iconOf(QStringLiteral("other"))) != QColor(Qt::blue));
            QVERIFY(!changed.isEmpty());
        }
        ExtensionIcons icons(&database, nullptr);
        icons.setOwner(owner(QStringLiteral("2")));
        QSignalSpy changed(&icons, &ExtensionIcons::changed);
        QTRY_COMPARE(changed.size(), 1); // they were looked for
        QVERIFY(middleOf(icons.iconOf(QStringLiteral("quiet-hours"))) != QColor(Qt::blue));
        icons.setOwner(owner(QStringLiteral("1")));
        QTRY_VERIFY(middleOf(icons.iconOf(QStringLiteral("quiet-hours"))) == QColor(Qt::blue));
    }

    void aDamagedImageChangesNothing()
    {
        const QTemporaryDir folder;
        Database database(folder.path());
        ImageDecoder decoder;
        ExtensionIcons icons(&database, &decoder);
        icons.setOwner(owner(QStringLiteral("1")));
        icons.remember(QStringLiteral("a"), square());
        QTRY_VERIFY(middleOf(icons.iconOf(QStringLiteral("a"))) == QColor(Qt::blue));
        QSignalSpy changed(&icons, &ExtensionIcons::changed);
        icons.remember(QStringLiteral("a"), "\x89PNG\r\n\x1a\n and no more");
        icons.remember(QStringLiteral("b"), square()); // decoded after the other
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(middleOf(icons.iconOf(QStringLiteral("a"))) == QColor(Qt::blue));
    }
};

} // namespace ksp

QTEST_MAIN(ksp::ExtensionIconsTest)
#include "ExtensionIconsTest.moc"
