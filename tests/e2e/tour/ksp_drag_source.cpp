// Stands in for a file manager: a little window from which one file or folder can be dragged.
//
//   ksp_drag_source PATH X Y
//
// Prints the place to take hold of it ("X Y") once it can be seen, "dropped" or "refused" after each drag.
#include <QApplication>
#include <QDrag>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QStyle>
#include <QUrl>

#include <cstdio>

namespace {

class DragSource : public QLabel
{
    Q_OBJECT
public:
    explicit DragSource(const QString &path) : m_path(QFileInfo(path).absoluteFilePath())
    {
        setText(QFileInfo(path).fileName());
        setMargin(16);
        setAlignment(Qt::AlignCenter);
        // No window manager moves it or puts another window over it.
        setWindowFlags(Qt::X11BypassWindowManagerHint | Qt::WindowStaysOnTopHint);
    }

protected:
    void mouseMoveEvent(QMouseEvent *event) override
    {
        if (!(event->buttons() & Qt::LeftButton) || m_dragging)
            return;
        m_dragging = true;
        auto *drag = new QDrag(this);
        auto *mime = new QMimeData;
        mime->setUrls({QUrl::fromLocalFile(m_path)});
        drag->setMimeData(mime);
        drag->setPixmap(style()->standardIcon(QStyle::SP_DirIcon).pixmap(32));
        say(drag->exec(Qt::CopyAction) == Qt::IgnoreAction ? "refused" : "dropped");
        m_dragging = false;
    }
    void paintEvent(QPaintEvent *event) override
    {
        QLabel::paintEvent(event);
        if (m_seen)
            return;
        m_seen = true;
        const QPoint middle = mapToGlobal(rect().center());
        say(qPrintable(QStringLiteral("%1 %2").arg(middle.x()).arg(middle.y())));
    }

private:
    static void say(const char *line)
    {
        std::printf("%s\n", line);
        std::fflush(stdout);
    }

    QString m_path;
    bool m_dragging = false;
    bool m_seen = false;
};

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 4) {
        std::fprintf(stderr, "usage: ksp_drag_source PATH X Y\n");
        return 2;
    }
    DragSource source(arguments.at(1));
    source.move(arguments.at(2).toInt(), arguments.at(3).toInt());
    source.show();
    return QApplication::exec();
}

#include "ksp_drag_source.moc"
