#include "wizard/PreviewPage.h"
#include "image/ImageDecoder.h"
#include "publish/PublishDraft.h"
#include "support/Pictures.h"
#include "widgets/DiffView.h"
#include "widgets/EmptyState.h"
#include "widgets/FullImageDialog.h"
#include "widgets/ImageTile.h"
#include "widgets/MarketplaceCard.h"
#include "widgets/SizeGauge.h"
#include "wizard/preview/CardsSection.h"
#include "wizard/preview/FilesModel.h"
#include "wizard/preview/ImagesSection.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QBuffer>
#include <QCheckBox>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>
#include <QtEndian>

namespace ksp {

namespace {

using Files = QMap<QString, QByteArray>;

QByteArray encoded(int width, int height, const char *format = "PNG")
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(QColor(0x3D, 0xAE, 0xE9));
    QPainter painter(&image);
    painter.fillRect(width / 4, height / 4, width / 2, height / 2, QColor(0xF6, 0x74, 0x00));
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

constexpr char readsAFile[] = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
                              "<image href='/etc/hostname' width='9' height='9'/></svg>";

constexpr char drawing[] = "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'>"
                           "<circle cx='32' cy='32' r='30' fill='teal'/></svg>";

/// A PNG whose header says 99,999 × 99,999 pixels.
QByteArray saysItIsHuge()
{
    QByteArray png = encoded(1, 1);
    png.replace(16, 8, QByteArray::fromHex("0001869f0001869f"));
    quint32 crc = 0xFFFFFFFF; // Of the chunk's type and data, as PNG has it.
    const QByteArray covered = png.mid(12, 17);
    for (const char byte : covered) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
    }
    QByteArray sum(4, '\0');
    qToBigEndian(~crc, sum.data());
    return png.replace(29, 4, sum);
}

QByteArray noise(int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator generator(1);
    for (char &byte : bytes)
        byte = char(generator.bounded(256));
    return bytes;
}

QByteArray metadata(const QByteArray &images)
{
    return "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.0.0\ndisplayName:\n  zh: 演示\n  en: Demo\n"
           "description:\n  zh: 用于演示。\n  en: A demo.\ncategory: dev-tools\nprovider:\n  zh:\n    name: 某人\n  "
           "en:\n    name: Someone\n"
        + images;
}

Files goodFiles()
{
    return {{QStringLiteral("extension.yaml"),
                metadata("icon: ./static/icon.svg\nscreenshots:\n  - static/one.png\n  - static/two.jpg\n")},
        {QStringLiteral("static/icon.svg"), drawing}, {QStringLiteral("static/one.png"), encoded(640, 400)},
        {QStringLiteral("static/two.jpg"), encoded(300, 500, "JPG")}, {QStringLiteral("values.yaml"), "replicas: 1\n"}};
}

QString sampleChart()
{
    return QStringLiteral(KSP_TEST_DATA "/../../resources/sample-chart");
}

QString accessibleName(QWidget *widget)
{
    return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
}

/// A page as the wizard shows it, with the engine's objects behind it.
class Stage
{
public:
    explicit Stage(QSize size = QSize(824, 560))
    {
        services.draft = &draft;
        services.images = &decoder;
        page = new PreviewPage(services);
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(24, 24, 24, 24);
        layout->addWidget(page);
        window.resize(size);
    }

    void write(const Files &files) const
    {
        for (auto it = files.begin(); it != files.end(); ++it) {
            const QString path = folder.filePath(it.key());
            QDir().mkpath(QFileInfo(path).path());
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(it.value()) != it.value().size())
                qFatal("a test's chart cannot be written");
        }
    }

    void open(const QString &path)
    {
        window.show();
        page->enter();
        draft.open(path);
    }

    void open(const Files &files)
    {
        write(files);
        open(folder.path());
    }

    [[nodiscard]] QList<ImageTile *> tiles() const { return page->findChildren<ImageTile *>(); }
    [[nodiscard]] bool isSettled() const
    {
        const QList<ImageTile *> all = tiles();
        return !all.isEmpty() && std::none_of(all.begin(), all.end(), [](ImageTile *tile) {
            return tile->accessibleName().contains(ImageTile::tr("Reading the image…"));
        });
    }
    /// What the tile of an image says, as a screen reader gets it.
    [[nodiscard]] QString tile(const QString &name) const
    {
        for (ImageTile *one : tiles()) {
            if (one->accessibleName().startsWith(name))
                return one->accessibleName();
        }
        return {};
    }
    [[nodiscard]] SizeGauge *gauge() const { return page->findChild<SizeGauge *>(); }
    [[nodiscard]] QTabWidget *tabs() const { return page->findChild<QTabWidget *>(); }
    [[nodiscard]] QCheckBox *box(const QString &begin) const
    {
        for (QCheckBox *one : page->findChildren<QCheckBox *>()) {
            if (one->text().startsWith(begin))
                return one;
        }
        return nullptr;
    }
    /// Of every tab.
    void pictures(const QString &name)
    {
        for (int tab = 0; tab < tabs()->count(); ++tab) {
            tabs()->setCurrentIndex(tab);
            QCoreApplication::processEvents();
            test::picture(window, QStringLiteral("preview-%1-%2").arg(name).arg(tab));
        }
        tabs()->setCurrentIndex(0);
    }

    QTemporaryDir folder;
    PublishDraft draft;
    ImageDecoder decoder;
    Services services;
    QWidget window;
    PreviewPage *page = nullptr;
};

QStringList printed(const QAbstractItemModel &model, int group)
{
    QStringList lines;
    const QModelIndex top = model.index(group, 0);
    for (int row = 0; row < model.rowCount(top); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells.append(model.index(row, column, top).data().toString());
        lines.append(cells.join(QLatin1String(" | ")));
    }
    return lines;
}

} // namespace

class PreviewPageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_look.emplace(); }

    void withoutAChartItLeadsBack()
    {
        Stage stage;
        stage.window.show();
        stage.page->enter();
        auto *empty = stage.page->findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        QVERIFY(!stage.page->isReady());
        QVERIFY(!stage.page->whyNotReady().isEmpty());
        test::picture(stage.window, QStringLiteral("preview-empty"));
        QSignalSpy step(stage.page, &WizardPage::stepRequested);
        empty->findChild<QPushButton *>()->click();
        QCOMPARE(step.size(), 1);
        QCOMPARE(step[0][0].value<WizardStep>(), WizardStep::Chart);
    }

    void theSampleIsShownAsItWillBe()
    {
        Stage stage;
        QSignalSpy announced(stage.page, &WizardPage::announced);
        stage.open(sampleChart());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(stage.page->whyNotReady().isEmpty());
        QTRY_VERIFY(stage.isSettled());
        QCOMPARE(stage.gauge()->tone(), Tone::Good);
        QCOMPARE(announced.size(), 1);
        QCOMPARE(announced[0][0].toString(), stage.gauge()->summary());

        QCOMPARE(stage.tiles().size(), 3);
        QVERIFY(stage.tile(QStringLiteral("static/icon.svg")).contains(QLatin1String("SVG")));
        QVERIFY(stage.tile(QStringLiteral("static/schedules.png")).contains(QLatin1String("PNG")));
        for (ImageTile *tile : stage.tiles())
            QVERIFY(!tile->decoded().image.isNull());

        const QList<MarketplaceCard *> cards = stage.page->findChildren<MarketplaceCard *>();
        QCOMPARE(cards.size(), 2);
        QVERIFY(cards[0]->text().contains(QStringLiteral("静时")));
        QVERIFY(cards[1]->text().contains(QLatin1String("Quiet Hours")));
        QVERIFY(stage.page->findChild<CardsSection *>()->notes().isEmpty());

        auto *diff = stage.page->findChild<DiffView *>();
        QCOMPARE(diff->addedLines(), 3);
        QCOMPARE(diff->removedLines(), 3);
        QVERIFY(diff->toPlainText().contains(QStringLiteral("https://…/quiethours/1.0.0/icon.svg")));

        auto *model = stage.page->findChild<FilesModel *>();
        const QAbstractItemModelTester tester(model);
        QCOMPARE(model->rowCount(model->index(Preview::Uploaded, 0)), 3);
        QVERIFY(printed(*model, Preview::Uploaded)
                    .value(0)
                    .startsWith(QStringLiteral("static/icon.svg | …/quiethours/1.0.0/icon.svg | ")));
        QCOMPARE(model->rowCount(model->index(Preview::Untouched, 0)), 0);
        QVERIFY(printed(*model, Preview::LeftOutOfPackage).join(u'\n').contains(QLatin1String("static/workload.png")));
        QVERIFY(printed(*model, Preview::InPackage).join(u'\n').contains(QLatin1String("charts/agent/values.yaml")));

        QTRY_VERIFY(stage.draft.weights());
        stage.pictures(QStringLiteral("sample"));
        stage.window.resize(1200, 900);
        stage.pictures(QStringLiteral("sample-large"));
    }

    void goingOnPinsWhatIsShown()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QSignalSpy done(stage.page, &WizardPage::done);
        stage.page->primary();
        QCOMPARE(done.size(), 1);
        QVERIFY(stage.draft.isPinned());
        stage.page->leave();
        stage.page->enter();
        QVERIFY(!stage.draft.isPinned());
        QTRY_VERIFY(stage.page->isReady());
    }

    void nothingGoesOnBeforeItIsReady()
    {
        Stage stage;
        QSignalSpy done(stage.page, &WizardPage::done);
        stage.open(goodFiles());
        QVERIFY(!stage.page->isReady());
        stage.page->primary();
        QCOMPARE(done.size(), 0);
        QVERIFY(!stage.draft.isPinned());
        QTRY_VERIFY(stage.page->isReady());
    }

    void imagesThatAreMissingBlock()
    {
        Stage stage;
        Files files = goodFiles();
        files.remove(QStringLiteral("static/one.png"));
        stage.open(files);
        QTRY_COMPARE(stage.tiles().size(), 3);
        QTRY_VERIFY(stage.isSettled());
        QVERIFY(stage.tile(QStringLiteral("static/one.png"))
                    .contains(QCoreApplication::translate(
                        "ksp::Preview", "The chart has no such file. Add it or correct the path.")));
        QVERIFY(!stage.page->isReady());
        QVERIFY(!stage.page->whyNotReady().isEmpty());
        QCOMPARE(stage.gauge()->tone(), Tone::Bad);
        stage.pictures(QStringLiteral("missing"));
    }

    void noImagesAtAll()
    {
        Stage stage;
        stage.open({{QStringLiteral("extension.yaml"), metadata("icon: https://example.com/icon.png\n")},
            {QStringLiteral("values.yaml"), "a: 1\n"}});
        QTRY_VERIFY(stage.page->isReady());
        QCOMPARE(stage.tiles().size(), 1);
        QVERIFY(!stage.page->findChild<DiffView *>()->isVisibleTo(stage.page));
        QVERIFY(!stage.box(sizeText("&Keep uploaded images in the package"))->isVisibleTo(stage.page));
        stage.pictures(QStringLiteral("no-images"));
    }

    void strangeImagesAreShownAsSuch()
    {
        Stage stage(QSize(1000, 900));
        Files files = goodFiles();
        files.insert({{QStringLiteral("extension.yaml"),
                          metadata("icon: static/wide.png\nscreenshots: [static/broken.webp, static/lie.png, "
                                   "static/huge.png, static/evil.svg, 'https://example.com/far.png', "
                                   "'data:image/png;base64,"
                              + encoded(20, 20).toBase64() + "', static/avif.avif]\n")},
            {QStringLiteral("static/wide.png"), encoded(780, 165)},
            // What its structure does not tell: the checks say the rest before there is a preview.
            {QStringLiteral("static/broken.webp"), QByteArray("RIFF\x20\0\0\0WEBPVP8 ", 16) + QByteArray(24, 'x')},
            {QStringLiteral("static/lie.png"), encoded(64, 64, "JPG")},
            {QStringLiteral("static/huge.png"), saysItIsHuge()}, {QStringLiteral("static/evil.svg"), readsAFile},
            {QStringLiteral("static/avif.avif"),
                QByteArray::fromHex("0000001c667479706176696600000000") + "mif1avif"}});
        stage.open(files);
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY_WITH_TIMEOUT(stage.isSettled(), 20'000);
        QCOMPARE(stage.tiles().size(), 8);
        const auto says = [&stage](const char *name, const QString &sentence) {
            const QString text = stage.tile(QLatin1String(name));
            if (text.contains(sentence))
                return true;
            qWarning("%s", qPrintable(text));
            return false;
        };
        const auto section = [](const char *text) { return QCoreApplication::translate("ksp::ImagesSection", text); };
        const auto reader = [](const char *text) { return QCoreApplication::translate("ksp::ImageDecoder", text); };
        QVERIFY(says("static/wide.png", section("Not square: it looks small on the card.")));
        QVERIFY(says("static/broken.webp",
            reader("The image could not be decoded: it is damaged or cut short. Open it in an image editor and save it "
                   "again.")));
        QVERIFY(says(
            "static/lie.png", section("It is a %1, not what its name says. Rename it.").arg(QStringLiteral("JPEG"))));
        QVERIFY(says("static/huge.png",
            reader("The image is said to be %1 × %2 pixels large, too many to be shown. Make it smaller.")
                .arg(99999)
                .arg(99999)));
        QVERIFY(says("static/evil.svg", QStringLiteral("SVG")));
        QVERIFY(says("https://example.com/far.png", section("Lies on another server. It is not fetched here.")));
        QVERIFY(says("data:image/png;base64",
            section("The console never shows a screenshot that is a data: URL. Name a file.")));
        QVERIFY(says("static/avif.avif", QStringLiteral("AVIF")));
        auto *model = stage.page->findChild<FilesModel *>();
        QCOMPARE(model->rowCount(model->index(Preview::Untouched, 0)), 2);
        stage.pictures(QStringLiteral("strange"));
    }

    void iconInTheFileItself()
    {
        Stage stage;
        Files files = goodFiles();
        files.insert(QStringLiteral("extension.yaml"),
            metadata("icon: \"data:image/svg+xml;base64," + QByteArray(drawing).toBase64() + "\"\n"));
        stage.open(files);
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY(stage.isSettled());
        QCOMPARE(stage.tiles().size(), 1);
        QCOMPARE(stage.tiles().value(0)->decoded().format, ImageFormat::Svg);
    }

    void heavyAndTallIcon()
    {
        PreviewImage icon;
        icon.isIcon = true;
        icon.name = QStringLiteral("icon.png");
        DecodedImage decoded{QImage(), ImageFormat::Png, QSize(100, 300), 100'001};
        const QString text = remarkOn(icon, decoded);
        QVERIFY(text.contains(QCoreApplication::translate(
            "ksp::ImagesSection", "Heavy for an icon, which every cluster stores. Keep it under 100 kB.")));
        QVERIFY(text.contains(
            QCoreApplication::translate("ksp::ImagesSection", "Not square: it runs over the text of the card.")));
        decoded.bytes = 100'000;
        decoded.sourceSize = QSize(100, 100);
        QVERIFY(remarkOn(icon, decoded).isEmpty());
    }

    void veryManyScreenshotsAreBounded()
    {
        Stage stage;
        Files files = goodFiles();
        QByteArray list = "icon: static/icon.svg\nscreenshots:\n";
        for (int i = 0; i < 90; ++i)
            list += "  - static/one.png\n";
        files.insert(QStringLiteral("extension.yaml"), metadata(list));
        stage.open(files);
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY_WITH_TIMEOUT(stage.isSettled(), 30'000);
        QCOMPARE(stage.tiles().size(), Preview::mostImages);
        QVERIFY(hasLabel(stage,
            QCoreApplication::translate(
                "ksp::ImagesSection", "%n more screenshot(s) are not shown here.", nullptr, 61)));
        for (int i = 0; i < 110; ++i)
            list += "  - static/one.png\n";
        stage.write({{QStringLiteral("extension.yaml"), metadata(list)}});
        stage.draft.open(stage.folder.path());
        QTRY_VERIFY(hasLabel(stage,
            QCoreApplication::translate(
                "ksp::ImagesSection", "%n more screenshot(s) are not shown here.", nullptr, 171)));
        QVERIFY(!stage.page->isReady()); // More than 100 are an error of the chart.
    }

    void changesOnTheDiskAreTakenOverInPlace()
    {
        Stage stage;
        Files files = goodFiles();
        files.insert(QStringLiteral("extension.yaml"),
            metadata("icon: static/icon.svg\nscreenshots: [static/one.png, static/two.jpg, static/two.jpg, "
                     "static/two.jpg, static/two.jpg, static/two.jpg]\n"));
        stage.open(files);
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY(stage.isSettled());
        const QList<ImageTile *> before = stage.tiles();
        QTreeView *view = stage.page->findChild<QTreeView *>();
        view->expand(view->model()->index(Preview::InPackage, 0));
        stage.tabs()->setCurrentIndex(1);
        QCoreApplication::processEvents();
        QScrollBar *bar = qobject_cast<QScrollArea *>(stage.tabs()->widget(1))->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        const int scrolled = bar->maximum() / 2;
        bar->setValue(scrolled);
        const auto shown = stage.draft.loaded();

        stage.write({{QStringLiteral("static/one.png"), encoded(320, 200)}});
        QTRY_VERIFY(stage.draft.loaded() != shown && !stage.draft.isReloading());
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY(stage.isSettled());
        QVERIFY(stage.tile(QStringLiteral("static/one.png")).contains(QLatin1String("320")));
        QVERIFY(stage.tiles().contains(before[0]));
        QCOMPARE(stage.tiles().size(), 7);
        QCOMPARE(stage.tabs()->currentIndex(), 1);
        QCOMPARE(bar->value(), scrolled);
        QVERIFY(view->isExpanded(view->model()->index(Preview::InPackage, 0)));
        // In extension.yaml's order, for the eye and for the Tab key.
        QVERIFY(stage.tiles().value(0) == before[0]);
    }

    void anotherChartLeavesNothingOfTheFirst()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(stage.tabs()->isVisible());
        int steps = 0;
        connect(stage.page, &WizardPage::stateChanged, stage.page, [&] {
            ++steps;
            const auto loaded = stage.draft.loaded();
            if (!loaded || loaded->chart.metadata.name.text == QLatin1String("demo") || !stage.page->isReady())
                QVERIFY(!stage.tabs()->isVisible());
        });
        stage.draft.open(sampleChart());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(steps > 1);
        QVERIFY(stage.tabs()->isVisible());
        QVERIFY(stage.page->findChildren<MarketplaceCard *>().value(1)->text().contains(QLatin1String("Quiet Hours")));
    }

    void veryManyFilesAreBounded()
    {
        const Result<ExtensionMetadata> parsed
            = ExtensionMetadata::parse(metadata("icon: https://example.com/a.png\n"));
        QVERIFY(parsed);
        LoadedChart loaded;
        loaded.chart.metadata = *parsed;
        loaded.chart.files.insert(QStringLiteral("extension.yaml"), metadata("icon: https://example.com/a.png\n"));
        for (int i = 0; i < 3000; ++i)
            loaded.chart.files.insert(QStringLiteral("files/%1").arg(i), "x");
        Result<PreparedPackage> package = PreparedPackage::prepare(loaded.chart);
        QVERIFY(package);
        loaded.package = *package;
        const Preview preview = Preview::make(std::make_shared<const LoadedChart>(loaded));
        FilesModel model;
        const QAbstractItemModelTester tester(&model);
        model.setGroups(preview.files);
        const QModelIndex top = model.index(Preview::InPackage, 0);
        QVERIFY(top.data().toString().contains(QLatin1String("3002")));
        QCOMPARE(model.rowCount(top), int(Preview::mostFiles) + 1);
        QVERIFY(printed(model, Preview::InPackage).value(int(Preview::mostFiles)).contains(QLatin1String("1002")));
        model.setGroups({});
        QCOMPARE(model.rowCount(top), 0);
    }

    void aVeryLongLineIsCut()
    {
        const QByteArray yaml
            = metadata("screenshots: [a.png]\nicon: \"data:image/png;base64," + QByteArray(2'000'000, 'A') + "\"\n");
        const Result<ExtensionMetadata> parsed = ExtensionMetadata::parse(yaml);
        QVERIFY(parsed);
        LoadedChart loaded;
        loaded.chart.metadata = *parsed;
        loaded.chart.files = {{QStringLiteral("extension.yaml"), yaml}, {QStringLiteral("a.png"), encoded(9, 9)}};
        Result<PreparedPackage> package = PreparedPackage::prepare(loaded.chart);
        QVERIFY(package);
        loaded.package = *package;
        const Preview preview = Preview::make(std::make_shared<const LoadedChart>(loaded));
        QVERIFY(preview.changesProblem.isEmpty());
        for (const DiffLine &line : preview.changes)
            QVERIFY(line.text.size() < 400);
        QCOMPARE(preview.images.first().bytes.size(), 1'500'000);
        QVERIFY(preview.images.first().name.size() < 100);
    }

    void aChartThatVanishesIsNotShownAnyMore()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(QFile::remove(stage.folder.filePath(QStringLiteral("extension.yaml"))));
        QTRY_COMPARE(stage.draft.state(), PublishDraft::State::Failed);
        auto *empty = stage.page->findChild<EmptyState *>();
        QTRY_VERIFY(empty->isVisible());
        QCOMPARE(empty->text(), stage.draft.error()->sentence);
        QVERIFY(!stage.page->isReady());
        stage.write(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(!empty->isVisible());
    }

    void optionsPackAgain()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        const auto before = stage.draft.loaded();
        QTest::mouseClick(stage.box(sizeText("&Smallest package")), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(stage.draft.options().smallest);
        QVERIFY(!stage.page->isReady() || stage.draft.loaded() == before);
        QTRY_VERIFY(stage.draft.loaded() != before && stage.page->isReady());
        QVERIFY(stage.draft.loaded()->package->isSmallest());
        const qint64 size = stage.draft.loaded()->package->lowerBound();
        QCheckBox *keep = stage.box(sizeText("&Keep uploaded images in the package"));
        keep->setFocus();
        QTest::keyClick(keep, Qt::Key_Space);
        QVERIFY(stage.draft.options().keepImages);
        QVERIFY(stage.draft.options().smallest);
        QTRY_VERIFY(stage.page->isReady() && stage.draft.loaded()->package->lowerBound() > size);
    }

    void sizesByWords_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<Tone>("tone");
        QTest::addColumn<bool>("ready");
        QTest::newRow("near") << 1'020'000 << Tone::Warning << true;
        QTest::newRow("over") << 1'200'000 << Tone::Bad << false;
    }
    void sizesByWords()
    {
        QFETCH(int, bytes);
        QFETCH(Tone, tone);
        QFETCH(bool, ready);
        Stage stage;
        Files files = goodFiles();
        files.insert(QStringLiteral("files/large.bin"), noise(bytes));
        stage.open(files);
        QTRY_COMPARE(stage.gauge()->tone(), tone);
        QTRY_VERIFY(stage.isSettled());
        QCOMPARE(stage.page->isReady(), ready);
        QCOMPARE(stage.page->whyNotReady().isEmpty(), ready);
        // Done by itself near the limit, and said so.
        QCheckBox *smallest = stage.box(sizeText("&Smallest package (in any case, being near the limit)"));
        QVERIFY(smallest && smallest->isChecked() && !smallest->isEnabled());
        QVERIFY(!stage.draft.options().smallest);
        QTRY_VERIFY(stage.draft.weights());
        stage.pictures(QStringLiteral("size-%1").arg(QLatin1String(QTest::currentDataTag())));
    }

    void whileItComputesItSaysSo()
    {
        Stage stage;
        stage.open(goodFiles());
        QVERIFY(stage.draft.state() == PublishDraft::State::Loading);
        QTRY_VERIFY(stage.gauge()->isVisible());
        QTRY_VERIFY(stage.page->isReady());
        const QString settled = stage.gauge()->summary();
        QStringList said;
        connect(&stage.draft, &PublishDraft::changed, &stage.window, [&] {
            if (stage.draft.isReloading())
                said.append(stage.gauge()->summary());
        });
        stage.box(sizeText("&Smallest package"))->click();
        QTRY_VERIFY(!said.isEmpty());
        QVERIFY(said[0].contains(SizeGauge::tr("Computing the size…")));
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(settled != said[0]);
    }

    void cardsFallBackAsTheConsoleDoes_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("chinese");
        QTest::addColumn<QStringList>("english");
        const QString name = QStringLiteral("demo");
        QTest::newRow("both") << QByteArray(
            "displayName: {zh: 甲, en: A}\ndescription: {zh: 乙, en: B}\nprovider: {zh: "
            "{name: 丙}, en: {name: C}}\n")
                              << QStringList{QStringLiteral("甲"), QStringLiteral("乙"), QStringLiteral("丙")}
                              << QStringList{QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C")};
        QTest::newRow("English only") << QByteArray("displayName: {en: A}\ndescription: {en: B}\nprovider: {en: {name: "
                                                    "C}}\n")
                                      << QStringList{QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C")}
                                      << QStringList{QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C")};
        QTest::newRow("Chinese only") << QByteArray("displayName: {zh: 甲}\ndescription: {zh: 乙}\n")
                                      << QStringList{QStringLiteral("甲"), QStringLiteral("乙"), QString()}
                                      << QStringList{name, QString(), QString()};
        QTest::newRow("keys that are not exact")
            << QByteArray("displayName: {zh-CN: 甲, en-US: A}\ndescription: {fr: B}\n")
            << QStringList{name, QString(), QString()} << QStringList{name, QString(), QString()};
        QTest::newRow("empty text") << QByteArray("displayName: {zh: '', en: A}\n")
                                    << QStringList{QStringLiteral("A"), QString(), QString()}
                                    << QStringList{QStringLiteral("A"), QString(), QString()};
    }
    void cardsFallBackAsTheConsoleDoes()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QStringList, chinese);
        QFETCH(QStringList, english);
        const Result<ExtensionMetadata> parsed = ExtensionMetadata::parse("name: demo\nversion: 1.0.0\n" + yaml);
        QVERIFY(parsed);
        const auto texts = [&parsed](CardContent::Language language) {
            const CardContent content = CardTexts::of(*parsed, language).content;
            return QStringList{content.name, content.description, content.provider};
        };
        QCOMPARE(texts(CardContent::Language::Chinese), chinese);
        QCOMPARE(texts(CardContent::Language::English), english);
    }

    void whatCardsLackIsSaid()
    {
        Stage stage;
        Files files = goodFiles();
        files.insert(QStringLiteral("extension.yaml"),
            "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.0.0\ndisplayName:\n  zh-CN: 演示\n  en: "
                + QByteArray("A demonstration with a name that goes on ").repeated(5) + "\ndescription:\n  en: "
                + QByteArray("It says everything that can be said of it, and then more. ").repeated(10)
                + "\ncategory: dev-tools\nprovider:\n  en:\n    name: Someone\nicon: static/icon.svg\n");
        stage.open(files);
        QTRY_VERIFY(!stage.page->findChild<CardsSection *>()->notes().isEmpty());
        const QString notes = stage.page->findChild<CardsSection *>()->notes();
        QVERIFY(notes.contains(QLatin1String("displayName.en")));
        QVERIFY(notes.contains(QLatin1String("description.en")));
        QVERIFY(notes.contains(QLatin1String("zh-CN")));
        QVERIFY(!notes.contains(QLatin1String("provider.en.name")));
        QTRY_VERIFY(stage.isSettled());
        stage.pictures(QStringLiteral("card-notes"));
    }

    void warningsLeadToTheChartPage()
    {
        Stage stage;
        Files files = goodFiles();
        files[QStringLiteral("extension.yaml")] += "kubeVersion: \">=1.19.0, <1.30.0\"\n";
        stage.open(files);
        QTRY_VERIFY(stage.page->isReady());
        QWidget *link = stage.tabs()->cornerWidget();
        QVERIFY(link->isVisible());
        QSignalSpy step(stage.page, &WizardPage::stepRequested);
        link->setFocus();
        QTest::keyClick(link, Qt::Key_Tab); // Onto the link in it.
        QTest::keyClick(link, Qt::Key_Return);
        QCOMPARE(step.size(), 1);
        QCOMPARE(step[0][0].value<WizardStep>(), WizardStep::Chart);
        QTRY_VERIFY(stage.isSettled());
        stage.pictures(QStringLiteral("warnings"));
    }

    void theLinkComesAndGoesWithTheFindings()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QWidget *link = stage.tabs()->cornerWidget();
        QVERIFY(!link->isVisible());
        const QByteArray good = goodFiles().value(QStringLiteral("extension.yaml"));
        stage.write({{QStringLiteral("extension.yaml"), good + "kubeVersion: \">=1.19.0, <1.30.0\"\n"}});
        QTRY_VERIFY(link->isVisible());
        // As a whole, at the tabs' end.
        QTRY_VERIFY(link->width() >= link->sizeHint().width());
        QCOMPARE(link->geometry().right(), stage.tabs()->width() - 1);
        stage.write({{QStringLiteral("extension.yaml"), good}});
        QTRY_VERIFY(!link->isVisible());
    }

    void keyboardOnly()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY(stage.isSettled());
        stage.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        stage.page->firstFocus()->setFocus();
        QTest::keyClick(stage.page->firstFocus(), Qt::Key_Right);
        QSet<QWidget *> reached;
        for (int i = 0; i < 20; ++i) {
            reached.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (ImageTile *tile : stage.tiles())
            QVERIFY(reached.contains(tile));
        for (QCheckBox *box : stage.page->findChildren<QCheckBox *>())
            QVERIFY(reached.contains(box));
        // A tile that gets the focus is seen.
        ImageTile *last = stage.tiles().value(2);
        while (QApplication::focusWidget() != last)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(!last->visibleRegion().isEmpty());
        QTest::keyClick(last, Qt::Key_Return);
        auto *dialog = stage.window.findChild<FullImageDialog *>();
        QTRY_VERIFY(dialog && dialog->isVisible());
        QPointer<FullImageDialog> guard(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!guard);
        stage.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        // Into the lists, and out of them.
        for (const int tab : {2, 3}) {
            stage.page->firstFocus()->setFocus();
            QTest::keyClick(stage.page->firstFocus(), Qt::Key_Right);
            QCOMPARE(stage.tabs()->currentIndex(), tab);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(stage.tabs()->currentWidget()->isAncestorOf(QApplication::focusWidget()));
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(!stage.tabs()->currentWidget()->isAncestorOf(QApplication::focusWidget()));
        }
    }

    void everyControlHasAName()
    {
        Stage stage;
        stage.open(goodFiles());
        QTRY_VERIFY(stage.page->isReady());
        QTRY_VERIFY(stage.isSettled());
        for (QWidget *widget : stage.page->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || qobject_cast<QTabBar *>(widget) || widget->focusProxy()
                || qobject_cast<QTabWidget *>(widget))
                continue;
            QVERIFY2(!accessibleName(widget).isEmpty(), widget->metaObject()->className());
        }
    }

    void theSharedSamples()
    {
        const QDir samples(QStringLiteral(KSP_SHARED "/samples"));
        const QStringList archives = samples.entryList({QStringLiteral("*.tgz")}, QDir::Files);
        if (archives.isEmpty())
            QSKIP("no samples here");
        for (const QString &archive : archives) {
            Stage stage;
            stage.open(samples.filePath(archive));
            QTRY_VERIFY_WITH_TIMEOUT(stage.isSettled(), 30'000);
            QTRY_VERIFY(stage.draft.weights() || !stage.draft.loaded()->package);
            QCOMPARE(stage.page->isReady(), stage.draft.isPublishable());
            stage.pictures(QFileInfo(archive).baseName());
        }
    }

private:
    static QString sizeText(const char *text) { return QCoreApplication::translate("ksp::SizeSection", text); }
    static bool hasLabel(const Stage &stage, const QString &text)
    {
        const QList<QLabel *> labels = stage.page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&text](QLabel *label) { return label->text() == text; });
    }

    std::optional<test::Look> m_look;
};

} // namespace ksp

QTEST_MAIN(ksp::PreviewPageTest)
#include "PreviewPageTest.moc"
