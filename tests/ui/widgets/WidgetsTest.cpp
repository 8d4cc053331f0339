#include "widgets/BusyLabel.h"
#include "widgets/DropZone.h"
#include "widgets/ElidedLabel.h"
#include "widgets/EmptyState.h"
#include "widgets/FullImageDialog.h"
#include "widgets/ImageTile.h"
#include "widgets/Look.h"
#include "widgets/MarketplaceCard.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusPill.h"
#include "widgets/StatusPillDelegate.h"

#include <QAccessible>
#include <QApplication>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace ksp {

namespace {

/// As WCAG 2 defines it.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) {
        const auto part
            = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    };
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return std::max(one, other) / std::min(one, other);
}

QPalette light()
{
    return {QColor(0xEF, 0xF0, 0xF1), QColor(0xEF, 0xF0, 0xF1)};
}

QPalette dark()
{
    return {QColor(0x31, 0x36, 0x3B), QColor(0x2A, 0x2E, 0x32)};
}

DecodedImage image(int width, int height, ImageFormat format = ImageFormat::Png)
{
    QImage pixels(width, height, QImage::Format_ARGB32_Premultiplied);
    pixels.fill(Qt::red);
    return {pixels, format, pixels.size(), 34'000};
}

QAccessible::Role roleOf(QWidget *widget)
{
    return QAccessible::queryAccessibleInterface(widget)->role();
}

QString nameOf(QWidget *widget)
{
    return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
}

} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void colorsCanBeRead_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << light();
        QTest::newRow("dark") << dark();
        QTest::newRow("white") << QPalette(Qt::white, Qt::white);
        QTest::newRow("black") << QPalette(Qt::black, Qt::black);
    }
    void colorsCanBeRead()
    {
        QFETCH(QPalette, palette);
        const QColor window = palette.color(QPalette::Window);
        for (const Tone tone : {Tone::Neutral, Tone::Info, Tone::Good, Tone::Warning, Tone::Bad}) {
            const ToneColors colors = toneColors(tone, palette);
            QVERIFY2(contrast(colors.text, colors.background) >= 4.5, qPrintable(QString::number(int(tone))));
            QVERIFY2(contrast(colors.text, window) >= 4.5, qPrintable(QString::number(int(tone))));
            QVERIFY2(contrast(colors.strong, window) >= 2.9, qPrintable(QString::number(int(tone))));
        }
        QVERIFY(contrast(quietText(palette), window) >= 4.5);
    }

    void pillIsAsLargeAsItsWord()
    {
        StatusPill pill(Tone::Good, QStringLiteral("active"));
        const int before = pill.sizeHint().width();
        QVERIFY(before > pill.fontMetrics().horizontalAdvance(QStringLiteral("active")));
        pill.setStatus(Tone::Bad, QStringLiteral("rejected by the reviewers"));
        QVERIFY(pill.minimumSizeHint().width() > before);
        QCOMPARE(roleOf(&pill), QAccessible::StaticText);
        QCOMPARE(nameOf(&pill), QStringLiteral("rejected by the reviewers"));
    }

    void pillDelegateDrawsTheTone()
    {
        QStandardItemModel model(1, 1);
        model.setData(model.index(0, 0), QStringLiteral("active"));
        model.setData(model.index(0, 0), int(Tone::Good), Qt::UserRole);
        const StatusPillDelegate delegate(Qt::UserRole);
        QStyleOptionViewItem option;
        option.palette = light();
        option.font = QApplication::font();
        option.fontMetrics = QFontMetrics(option.font);
        const QSize size = delegate.sizeHint(option, model.index(0, 0));
        QVERIFY(size.width() >= StatusPill::sizeFor(QStringLiteral("active"), option.font).width());
        QImage cell(size, QImage::Format_ARGB32_Premultiplied);
        cell.fill(Qt::white);
        option.rect = cell.rect();
        QPainter painter(&cell);
        delegate.paint(&painter, option, model.index(0, 0));
        painter.end();
        QCOMPARE(cell.pixelColor(size.width() / 2, 4), toneColors(Tone::Good, light()).background);
    }

    void messageBarShowsWhatThereIs()
    {
        MessageBar bar;
        QVERIFY(bar.isHidden());
        bar.showMessage(Tone::Info, QStringLiteral("Hello."));
        auto *action = bar.findChild<QPushButton *>();
        QVERIFY(!action->isVisible());
        bar.showMessage(
            Tone::Bad, QStringLiteral("It failed."), QStringLiteral("Try again"), QStringLiteral("errno 5"));
        QVERIFY(bar.isVisible() && action->isVisible());
        QCOMPARE(bar.accessibleName(), QStringLiteral("Error: It failed."));
        QSignalSpy triggered(&bar, &MessageBar::actionTriggered);
        QTest::keyClick(action, Qt::Key_Space);
        QCOMPARE(triggered.count(), 1);

        const auto labels = bar.findChildren<QLabel *>();
        const auto detail = std::find_if(labels.begin(), labels.end(),
            [](const QLabel *label) { return label->text() == QLatin1String("errno 5"); });
        QVERIFY(detail != labels.end() && !(*detail)->isVisible());
        const auto buttons = bar.findChildren<QToolButton *>();
        for (QToolButton *button : buttons) {
            QVERIFY(!nameOf(button).isEmpty());
            QVERIFY((button->focusPolicy() & Qt::TabFocus) != 0);
            if (button->isCheckable())
                QTest::keyClick(button, Qt::Key_Space);
        }
        QVERIFY((*detail)->isVisible());
        bar.showMessage(Tone::Warning, QStringLiteral("Something else."), {}, QStringLiteral("errno 5"));
        QVERIFY(!(*detail)->isVisible());
    }

    void aMessageIsAsHighAsItsWords()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *bar = new MessageBar;
        layout->addWidget(bar);
        auto *rest = new QPlainTextEdit;
        layout->addWidget(rest);
        window.resize(300, 500);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        bar->showMessage(Tone::Bad, QStringLiteral("One sentence that is long enough to be broken. ").repeated(4));
        auto *text = bar->findChild<QLabel *>();
        QTRY_VERIFY(text->height() >= text->heightForWidth(text->width()) && text->height() > 0);
        const int narrow = bar->height();
        QTRY_COMPARE(bar->height(), bar->heightForWidth(bar->width()));
        window.resize(1000, 500);
        QTRY_VERIFY(bar->height() < narrow);
        QTRY_COMPARE(bar->height(), bar->heightForWidth(bar->width()));
        bar->showMessage(Tone::Bad, QStringLiteral("Short."));
        window.resize(300, 500);
        QTRY_COMPARE(bar->height(), bar->heightForWidth(bar->width()));
    }

    void messageBarClosesUnlessItLasts()
    {
        MessageBar bar;
        QSignalSpy closed(&bar, &MessageBar::closed);
        bar.showMessage(Tone::Info, QStringLiteral("Hello."));
        bar.setClosable(false);
        QTest::keyClick(&bar, Qt::Key_Escape);
        QVERIFY(bar.isVisible());
        bar.setClosable(true);
        QTest::keyClick(&bar, Qt::Key_Escape);
        QVERIFY(bar.isHidden());
        QCOMPARE(closed.count(), 1);
    }

    void messageBarCutsNothingOff()
    {
        MessageBar bar;
        bar.showMessage(Tone::Warning, QStringLiteral("A rather long sentence that wraps. ").repeated(8).trimmed());
        bar.resize(320, bar.heightForWidth(320));
        const auto *text = bar.findChild<QLabel *>();
        QVERIFY(text->height() >= text->heightForWidth(text->width()));
    }

    void messageBarFollowsTheAppearance()
    {
        MessageBar bar;
        bar.setPalette(light());
        bar.showMessage(Tone::Bad, QStringLiteral("It failed."));
        bar.setPalette(dark());
        QCOMPARE(bar.findChild<QLabel *>()->palette().color(QPalette::WindowText), toneColors(Tone::Bad, dark()).text);
    }

    void tileSaysItsState()
    {
        ImageTile tile(QStringLiteral("icon.png"), QSize(200, 130));
        QSignalSpy activated(&tile, &ImageTile::activated);
        tile.show();
        QVERIFY(tile.accessibleName().contains(QStringLiteral("Reading")));
        QTest::keyClick(&tile, Qt::Key_Return);
        tile.setMissing(QStringLiteral("No such file."));
        QCOMPARE(tile.accessibleName(), QStringLiteral("icon.png, No such file."));
        QTest::mouseClick(&tile, Qt::LeftButton);
        tile.setBroken(QStringLiteral("Damaged."));
        QTest::keyClick(&tile, Qt::Key_Space);
        QCOMPARE(activated.count(), 0);
        const int height = tile.sizeHint().height();
        tile.setImage(image(640, 480), QStringLiteral("The name lies."));
        QCOMPARE(tile.accessibleName(), QStringLiteral("icon.png, PNG, 640 × 480, 34 kB, The name lies."));
        QVERIFY(tile.sizeHint().height() > height);
        QTest::keyClick(&tile, Qt::Key_Return);
        QTest::keyClick(&tile, Qt::Key_Space);
        QTest::mouseClick(&tile, Qt::LeftButton);
        QCOMPARE(activated.count(), 3);
        QCOMPARE(roleOf(&tile), QAccessible::Button);
        QVERIFY((tile.focusPolicy() & Qt::TabFocus) != 0);
        tile.setLoading();
        QVERIFY(tile.decoded().image.isNull());
    }

    void picturesKeepTheirProportions()
    {
        const QRectF box(0, 0, 200, 100);
        QCOMPARE(placeInBox(image(400, 100), box), QRectF(0, 25, 200, 50));
        QCOMPARE(placeInBox(image(20, 20), box), QRectF(90, 40, 20, 20));
        QCOMPARE(placeInBox(image(20, 20, ImageFormat::Svg), box), QRectF(50, 0, 100, 100));
    }

    void viewerFitsZoomsAndCloses()
    {
        FullImageDialog dialog(QStringLiteral("a.png"));
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.setImage(image(3000, 2000));
        const qreal fitted = dialog.zoom();
        QVERIFY(fitted < 0.5);
        QTest::keyClick(&dialog, Qt::Key_1);
        QCOMPARE(dialog.zoom(), 1.0);
        QTest::keyClick(&dialog, Qt::Key_Minus);
        QCOMPARE(dialog.zoom(), 0.8);
        QTest::keyClick(&dialog, Qt::Key_0);
        QCOMPARE(dialog.zoom(), fitted);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void viewerCountsThePixelsOfTheImageNotOfItsReduction()
    {
        FullImageDialog dialog(QStringLiteral("a.png"));
        DecodedImage reduced = image(300, 200);
        reduced.sourceSize = QSize(3000, 2000);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.setImage(reduced);
        QTest::keyClick(&dialog, Qt::Key_1);
        QCOMPARE(dialog.zoom(), 1.0);
    }

    void cardCutsWhereTheConsoleDoes()
    {
        MarketplaceCard card;
        QCOMPARE(card.size(), QSize(248, 278));
        using Language = CardContent::Language;
        card.setContent({Language::English, QStringLiteral("Hello"), QStringLiteral("Me"), QStringLiteral("Short.")});
        QVERIFY(!card.isNameCut() && !card.isProviderCut() && !card.isDescriptionCut());
        QVERIFY(nameOf(&card).contains(QStringLiteral("Hello\nby Me\nShort.")));
        const QString words = QStringLiteral("many words that fill lines ").repeated(12);
        card.setContent({Language::Chinese, words, words, words});
        QVERIFY(card.isNameCut() && card.isProviderCut() && card.isDescriptionCut());
        QCOMPARE(roleOf(&card), QAccessible::StaticText);
        const QString noSpaces = QString(400, QChar(0x6587));
        card.setContent({Language::Chinese, QStringLiteral("Hello"), {}, noSpaces});
        QVERIFY(card.isDescriptionCut() && !card.isNameCut());
    }

    void cardIconMisbehavesAsInTheConsole()
    {
        MarketplaceCard card;
        card.setContent({CardContent::Language::English, {}, {}, {}});
        const auto isRed = [&card](int x, int y) { return card.grab().toImage().pixelColor(x, y) == QColor(Qt::red); };
        card.setIcon(image(480, 120));
        QVERIFY(isRed(40, 20) && !isRed(40, 40)); // A wide one shrinks …
        card.setIcon(image(48, 150));
        QVERIFY(isRed(40, 120)); // … and a tall one runs over.
        card.setIcon(image(10, 10));
        QVERIFY(!isRed(40, 40));
    }

    void dropZoneJudges()
    {
        DropZone zone;
        zone.setTexts(QStringLiteral("Drop a chart"), QStringLiteral("A folder."), QStringLiteral("&Browse"));
        zone.setJudge([](const QList<QUrl> &urls) -> std::optional<QString> {
            if (urls.size() == 1)
                return std::nullopt;
            return QStringLiteral("Only one at a time.");
        });
        zone.show();
        QSignalSpy dropped(&zone, &DropZone::dropped);
        const auto drag = [&zone](const QMimeData &mime, bool drop) {
            QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&zone, &enter);
            const DropZone::Hover hover = zone.hover();
            if (drop) {
                QDropEvent event(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
                QApplication::sendEvent(&zone, &event);
            } else {
                QDragLeaveEvent leave;
                QApplication::sendEvent(&zone, &leave);
            }
            return hover;
        };
        QMimeData one;
        one.setUrls({QUrl::fromLocalFile(QStringLiteral("/a"))});
        QMimeData two;
        two.setUrls({QUrl::fromLocalFile(QStringLiteral("/a")), QUrl::fromLocalFile(QStringLiteral("/b"))});
        QMimeData text;
        text.setText(QStringLiteral("hello"));
        QCOMPARE(drag(one, false), DropZone::Hover::Accept);
        QCOMPARE(zone.hover(), DropZone::Hover::None);
        QCOMPARE(zone.hint(), QStringLiteral("A folder."));
        QCOMPARE(drag(text, true), DropZone::Hover::Refuse);
        QCOMPARE(drag(two, true), DropZone::Hover::Refuse);
        QCOMPARE(dropped.count(), 0);
        QCOMPARE(drag(one, true), DropZone::Hover::Accept);
        QCOMPARE(dropped.count(), 1);
        zone.setHover(DropZone::Hover::Refuse, QStringLiteral("No."));
        QCOMPARE(zone.hint(), QStringLiteral("No."));
    }

    void dropZoneWorksByKeyboard()
    {
        DropZone zone;
        zone.setTexts(QStringLiteral("Drop a chart"), QStringLiteral("A folder."), QStringLiteral("&Browse"));
        zone.show();
        QSignalSpy browse(&zone, &DropZone::browseRequested);
        QTest::keyClick(zone.findChild<QPushButton *>(), Qt::Key_Space);
        QCOMPARE(browse.count(), 1);
        QCOMPARE(zone.accessibleName(), QStringLiteral("Drop a chart"));
    }

    void emptyStateOffersOneAction()
    {
        EmptyState state;
        state.show();
        auto *action = state.findChild<QPushButton *>();
        state.setContent({}, QStringLiteral("Nothing here."));
        QVERIFY(!action->isVisible());
        state.setContent({}, QStringLiteral("Nothing here."), QStringLiteral("Publish"));
        QSignalSpy triggered(&state, &EmptyState::actionTriggered);
        QTest::keyClick(action, Qt::Key_Space);
        QCOMPARE(triggered.count(), 1);
    }

    void elidedLabelKeepsTheWholeForScreenReaders()
    {
        ElidedLabel label(QStringLiteral("charts/a-very-long-folder/a-very-long-file.yaml"));
        QVERIFY(label.minimumSizeHint().width() < label.sizeHint().width());
        QCOMPARE(nameOf(&label), label.text());
    }

    void spinnerTurnsOnlyWhileItIsSeen()
    {
        BusyIndicator indicator;
        QVERIFY(!indicator.isAnimated());
        indicator.show();
        QVERIFY(indicator.isAnimated());
        indicator.hide();
        QVERIFY(!indicator.isAnimated());
    }
};

} // namespace ksp

QTEST_MAIN(ksp::WidgetsTest)
#include "WidgetsTest.moc"
