// Every widget of ui/widgets in every state, to be looked at: ksp_widget_gallery [--png DIR] [--dark] [--lang zh]
#include "core/Translation.h"
#include "widgets/BusyLabel.h"
#include "widgets/DiffView.h"
#include "widgets/DropZone.h"
#include "widgets/EmptyState.h"
#include "widgets/FullImageDialog.h"
#include "widgets/ImageTile.h"
#include "widgets/Look.h"
#include "widgets/MarketplaceCard.h"
#include "widgets/MessageBar.h"
#include "widgets/Palettes.h"
#include "widgets/SizeGauge.h"
#include "widgets/StatusPill.h"
#include "widgets/StatusPillDelegate.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QGridLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>

using namespace ksp;

namespace {

bool chinese = false;

QString text(const char *english, const char *other)
{
    return QString::fromUtf8(chinese ? other : english);
}

DecodedImage picture(int width, int height, ImageFormat format, bool transparent = false)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(transparent ? Qt::transparent : QColor(0xE8, 0xEE, 0xF4));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x00, 0xAA, 0x72));
    painter.drawEllipse(QRectF(width * 0.1, height * 0.1, width * 0.8, height * 0.8));
    painter.setBrush(QColor(0x24, 0x2E, 0x42));
    painter.drawRect(QRectF(width * 0.35, height * 0.35, width * 0.3, height * 0.3));
    return {image, format, image.size(), qint64(width) * height / 7};
}

/// A page: widgets one below the other.
class Page : public QWidget
{
public:
    explicit Page(const QString &name, int width)
    {
        setObjectName(name);
        setAutoFillBackground(true);
        setFixedWidth(width);
        m_layout = new QVBoxLayout(this);
        m_layout->setContentsMargins(around, around, around, around);
        m_layout->setSpacing(between);
    }
    void add(QWidget *widget) { m_layout->addWidget(widget); }
    void addRow(const QList<QWidget *> &widgets)
    {
        auto *row = new QHBoxLayout;
        row->setSpacing(between);
        for (QWidget *widget : widgets)
            row->addWidget(widget, 0, Qt::AlignTop);
        row->addStretch();
        m_layout->addLayout(row);
    }

private:
    QVBoxLayout *m_layout;
};

QWidget *gauges()
{
    auto *page = new Page(QStringLiteral("gauge"), 720);
    const auto add = [page](auto set) {
        auto *gauge = new SizeGauge;
        set(gauge);
        page->add(gauge);
    };
    add([](SizeGauge *gauge) {
        gauge->setContributors({{QStringLiteral("README.md"), 182'344},
            {QStringLiteral("charts/backend-1.2.0.tgz"), 98'211},
            {QStringLiteral("charts/frontend/templates/a-rather-long-name-of-a-template-that-nobody-would-choose-but-"
                            "somebody-did/deployment.yaml"),
                12'004},
            {QStringLiteral("values.yaml"), 8'120}, {QStringLiteral("CHANGELOG_zh.md"), 640},
            {QStringLiteral("x"), 1}});
        gauge->setSize(421'888, 421'888);
    });
    add([](SizeGauge *gauge) { gauge->setComputing(); });
    add([](SizeGauge *gauge) { gauge->setSize(412'100, 413'950); });
    add([](SizeGauge *gauge) { gauge->setSize(1'020'000, 1'020'000); });
    add([](SizeGauge *gauge) { gauge->setSize(1'040'000, 1'062'000); });
    add([](SizeGauge *gauge) { gauge->setSize(2'481'010, 2'490'000); });
    add([](SizeGauge *gauge) {
        gauge->setProblem(
            text("The chart has errors. Mend them to see the size.", "Chart 有错误，修正后才能看到大小。"));
    });
    return page;
}

QWidget *pills()
{
    auto *page = new Page(QStringLiteral("pills"), 720);
    const QList<QPair<Tone, QString>> all{{Tone::Neutral, text("draft", "草稿")},
        {Tone::Info, text("in review", "审核中")}, {Tone::Good, text("active", "已上架")},
        {Tone::Warning, text("suspended", "已暂停")}, {Tone::Bad, text("rejected", "已拒绝")}};
    QList<QWidget *> row;
    for (const auto &[tone, word] : all)
        row.append(new StatusPill(tone, word));
    page->addRow(row);
    auto *model = new QStandardItemModel(page);
    model->setHorizontalHeaderLabels({text("Name", "名称"), text("Status", "状态")});
    for (const auto &[tone, word] : all) {
        auto *status = new QStandardItem(word);
        status->setData(int(tone), Qt::UserRole + 1);
        model->appendRow({new QStandardItem(QStringLiteral("hello-world")), status});
    }
    auto *table = new QTableView;
    table->setModel(model);
    table->setItemDelegateForColumn(1, new StatusPillDelegate(Qt::UserRole + 1, table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->resizeColumnsToContents();
    table->resizeRowsToContents();
    table->selectRow(2);
    table->setFixedHeight(240);
    page->add(table);
    page->add(new BusyLabel(text("Reading the chart…", "正在读取 Chart…")));
    return page;
}

QWidget *messages()
{
    auto *page = new Page(QStringLiteral("messages"), 720);
    const auto add
        = [page](Tone tone, const QString &sentence, const QString &action = {}, const QString &detail = {}) {
              auto *bar = new MessageBar;
              page->add(bar);
              bar->showMessage(tone, sentence, action, detail);
              return bar;
          };
    add(Tone::Info,
        text("This is a practice Cloud. Nothing leaves this computer.", "这是练习用的云，任何内容都不会离开本机。"))
        ->setClosable(false);
    add(Tone::Good, text("Version 1.2.0 was submitted.", "版本 1.2.0 已提交。"), text("&Watch it", "跟踪(&W)"));
    add(Tone::Warning,
        text("The file icon.png changed on disk after the preview. Look at the preview again before you submit, so "
             "that what is "
             "sent is what you saw.",
            "预览之后磁盘上的 icon.png 已更改。提交前请再次查看预览，以确保发送的内容就是您看到的内容。"),
        text("&Back to the preview", "返回预览(&B)"));
    auto *error = add(Tone::Bad,
        text("The server could not be reached. Check the network and try again.", "无法连接服务器。请检查网络后重试。"),
        text("&Try again", "重试(&T)"),
        QStringLiteral(
            "POST https://apis.kubesphere.cloud/apis/extension/v1/users/x/snapshots/y/action: Connection refused"));
    for (QAbstractButton *button : error->findChildren<QAbstractButton *>()) {
        if (button->isCheckable())
            button->setChecked(true);
    }
    return page;
}

QWidget *tiles()
{
    auto *page = new Page(QStringLiteral("tiles"), 960);
    const auto tile = [](const char *name, auto set) {
        auto *result = new ImageTile(QString::fromUtf8(name), QSize(200, 130));
        set(result);
        return result;
    };
    page->addRow({tile("static/dashboard.png", [](ImageTile *t) { t->setImage(picture(640, 400, ImageFormat::Png)); }),
        tile("icon.svg", [](ImageTile *t) { t->setImage(picture(48, 48, ImageFormat::Svg, true)); }),
        tile("static/small.gif", [](ImageTile *t) { t->setImage(picture(32, 32, ImageFormat::Gif)); }),
        tile("static/a-long-folder-name/and-a-long-file-name.png", [](ImageTile *t) {
            t->setImage(picture(300, 500, ImageFormat::WebP),
                text("The name says PNG, but the content is WebP.", "文件名是 PNG，但内容是 WebP。"));
        })});
    page->addRow({tile("static/loading.png", [](ImageTile *t) { t->setLoading(); }),
        tile("static/missing.png",
            [](ImageTile *t) { t->setMissing(text("The file is not in the chart.", "Chart 中没有该文件。")); }),
        tile("static/broken.jpg", [](ImageTile *t) {
            t->setBroken(
                text("The image could not be decoded: it is damaged or cut short. Open it in an image editor and save "
                     "it again.",
                    "无法解码图片：文件已损坏或不完整。请用图片编辑器打开并重新保存。"));
        })});
    return page;
}

QWidget *cards()
{
    auto *page = new Page(QStringLiteral("cards"), 864);
    const auto card = [](CardContent::Language language, const char *name, const char *provider,
                          const char *description, const DecodedImage &icon) {
        auto *result = new MarketplaceCard;
        result->setContent(
            {language, QString::fromUtf8(name), QString::fromUtf8(provider), QString::fromUtf8(description)});
        result->setIcon(icon);
        return result;
    };
    using Language = CardContent::Language;
    const char *longText
        = "Collects metrics, logs and traces from every cluster and shows them in one place, with alerts "
          "that reach you by mail, chat or phone, and reports for those who only want to know whether it "
          "works, every week, by mail.";
    page->addRow({card(Language::English, "Hello World", "KubeSphere", "A small example.",
                      picture(48, 48, ImageFormat::Svg, true)),
        card(Language::Chinese, "可观测平台", "青云科技",
            "统一收集所有集群的指标、日志和链路追踪数据，并在一处展示，支持邮件、聊天和电话告警，"
            "还为只想知道系统是否正常的人提供每周报告，并通过邮件发送给所有订阅者和管理员，无需任何配置即可使用，开箱即"
            "用。",
            picture(120, 120, ImageFormat::Png)),
        card(Language::English, "Whizard Observability Platform Center for Multi Cluster Environments",
            "Beijing Yunify Technology Company Limited", longText, picture(180, 40, ImageFormat::Png))});
    page->addRow({card(Language::English, "Tall icon", "Somebody", "An icon that runs over.",
                      picture(40, 120, ImageFormat::Png)),
        card(Language::English, "No icon", "Somebody", "", {})});
    return page;
}

QWidget *diffs()
{
    auto *page = new Page(QStringLiteral("diff"), 720);
    QStringList before;
    for (int i = 1; i <= 40; ++i)
        before.append(QStringLiteral("key%1: value %1").arg(i));
    before[4] = QStringLiteral("icon: static/icon.svg");
    before[30] = QStringLiteral("screenshots:\n  - ./static/one.png\n  - ./static/two.png");
    QString after = before.join(QLatin1Char('\n'));
    after.replace(QStringLiteral("static/icon.svg"), QStringLiteral("https://images.example.com/users/1234/icon.svg"));
    after.replace(QStringLiteral("./static/one.png"), QStringLiteral("https://images.example.com/users/1234/one.png"));
    after.replace(QStringLiteral("  - ./static/two.png\n"), QString());
    auto *view = new DiffView;
    view->setDiff(diffTexts(before.join(QLatin1Char('\n')), after));
    view->setFixedHeight(420);
    page->add(view);
    return page;
}

QWidget *zones()
{
    auto *page = new Page(QStringLiteral("dropzone"), 720);
    for (const DropZone::Hover hover : {DropZone::Hover::None, DropZone::Hover::Accept, DropZone::Hover::Refuse}) {
        auto *zone = new DropZone;
        zone->setTexts(text("Drop a chart here", "将 Chart 拖放到此处"),
            text("A folder with extension.yaml, or a .tgz package.", "包含 extension.yaml 的文件夹，或 .tgz 包。"),
            text("&Browse…", "浏览(&B)…"));
        zone->setHover(
            hover, text("A PDF is not a chart. Drop a folder or a .tgz.", "PDF 不是 Chart。请拖放文件夹或 .tgz。"));
        page->add(zone);
    }
    auto *empty = new EmptyState;
    empty->setContent(QIcon::fromTheme(QStringLiteral("folder-open")),
        text("You have not published an extension yet.", "您还没有发布过扩展组件。"), text("&Publish one", "发布(&P)"));
    page->add(empty);
    return page;
}

QWidget *viewer()
{
    auto *dialog = new FullImageDialog(QStringLiteral("static/dashboard.png"));
    dialog->setObjectName(QStringLiteral("viewer"));
    dialog->resize(720, 480);
    dialog->setImage(picture(1600, 1000, ImageFormat::Png));
    return dialog;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption png(
        QStringLiteral("png"), QStringLiteral("Save pictures in DIR and end."), QStringLiteral("DIR"));
    const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("Dark colours."));
    const QCommandLineOption language(QStringLiteral("lang"), QStringLiteral("en or zh."), QStringLiteral("LANGUAGE"));
    parser.addHelpOption();
    parser.addOptions({png, dark, language});
    parser.process(application);

    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QIcon::setThemeSearchPaths({QStringLiteral("/usr/share/icons")}); // Offscreen looks nowhere.
    QIcon::setThemeName(parser.isSet(dark) ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
    if (parser.isSet(dark))
        QApplication::setPalette(darkPalette());
    chinese = parser.value(language) == QLatin1String("zh");
    QLocale::setDefault(QLocale(chinese ? QLocale::Chinese : QLocale::English));
    const std::unique_ptr<QTranslator> translation = loadTranslation(QLocale());
    if (translation)
        QCoreApplication::installTranslator(translation.get());

    QTabWidget tabs;
    const QList<QWidget *> pages{gauges(), pills(), messages(), tiles(), cards(), diffs(), zones(), viewer()};
    if (!parser.isSet(png)) {
        for (QWidget *page : pages)
            tabs.addTab(page, page->objectName());
        tabs.show();
        return QApplication::exec();
    }
    int failed = 0;
    for (QWidget *page : pages) {
        page->ensurePolished();
        page->resize(page->width(), page->layout()->totalHeightForWidth(page->width()));
        page->show();
        if (page->objectName() == QLatin1String("viewer"))
            page->resize(720, 480);
    }
    // Once the windows were laid out.
    QTimer::singleShot(300, &application, [&] {
        QDir().mkpath(parser.value(png));
        for (QWidget *page : pages)
            failed
                += page->grab().save(parser.value(png) + QLatin1Char('/') + page->objectName() + QStringLiteral(".png"))
                ? 0
                : 1;
        QApplication::exit(failed);
    });
    const int result = QApplication::exec();
    qDeleteAll(pages);
    return result;
}
