#include "widgets/DiffView.h"

#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QFontDatabase>
#include <QFutureWatcher>
#include <QPainter>
#include <QPromise>
#include <QTextBlock>
#include <QThreadPool>

#include <algorithm>
#include <memory>

namespace ksp {

namespace {

constexpr int context = 3;

Tone toneOf(DiffLine::Kind kind)
{
    return kind == DiffLine::Kind::Added ? Tone::Good : Tone::Bad;
}

QString signOf(DiffLine::Kind kind)
{
    return kind == DiffLine::Kind::Added  ? QStringLiteral("+ ")
        : kind == DiffLine::Kind::Removed ? QStringLiteral("− ")
                                          : QStringLiteral("  ");
}

/// Which lines are near a change.
QList<bool> shownLines(const TextDiff &diff, bool folded)
{
    QList<bool> shown(diff.size(), !folded);
    for (qsizetype i = 0; folded && i < diff.size(); ++i) {
        if (diff[i].kind == DiffLine::Kind::Same)
            continue;
        const qsizetype last = std::min(diff.size() - 1, i + context);
        for (qsizetype near = std::max<qsizetype>(0, i - context); near <= last; ++near)
            shown[near] = true;
    }
    return shown;
}

} // namespace

/// The line numbers. They are decoration: the text itself says what was added and removed.
class DiffView::Margin : public QWidget
{
public:
    explicit Margin(DiffView *view) : QWidget(view), m_view(view) { }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        m_view->paintMargin(&painter, event->rect());
    }

private:
    DiffView *m_view;
};

DiffView::DiffView(QWidget *parent) : QPlainTextEdit(parent), m_margin(new Margin(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    connect(this, &QPlainTextEdit::updateRequest, m_margin, [this](const QRect &area, int dy) {
        if (dy != 0)
            m_margin->scroll(0, dy);
        else
            m_margin->update(0, area.y(), m_margin->width(), area.height());
    });
    setDiff({});
}

void DiffView::setTexts(const QString &before, const QString &after)
{
    const int asked = ++m_asked;
    auto *watcher = new QFutureWatcher<TextDiff>(this);
    connect(watcher, &QFutureWatcher<TextDiff>::finished, this, [this, watcher, asked] {
        watcher->deleteLater();
        if (asked != m_asked)
            return; // Other texts were given meanwhile.
        setDiff(watcher->result());
        emit ready();
    });
    const auto promise = std::make_shared<QPromise<TextDiff>>();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, before, after] {
        promise->start();
        promise->addResult(diffTexts(before, after));
        promise->finish();
    });
}

void DiffView::setDiff(const TextDiff &diff)
{
    ++m_asked;
    m_diff = diff;
    fill();
}

void DiffView::setFolded(bool folded)
{
    m_folded = folded;
    fill();
}

int DiffView::addedLines() const
{
    return int(std::count_if(
        m_diff.begin(), m_diff.end(), [](const DiffLine &line) { return line.kind == DiffLine::Kind::Added; }));
}

int DiffView::removedLines() const
{
    return int(std::count_if(
        m_diff.begin(), m_diff.end(), [](const DiffLine &line) { return line.kind == DiffLine::Kind::Removed; }));
}

void DiffView::fill()
{
    m_rows.clear();
    QStringList lines;
    const QList<bool> shown = shownLines(m_diff, m_folded);
    for (qsizetype i = 0; i < m_diff.size(); ++i) {
        if (shown[i]) {
            m_rows.append({m_diff[i].before, m_diff[i].after, 0, m_diff[i].kind});
            lines.append(signOf(m_diff[i].kind) + m_diff[i].text);
            continue;
        }
        qsizetype end = i;
        while (end < m_diff.size() && !shown[end])
            ++end;
        m_rows.append({0, 0, int(end - i), DiffLine::Kind::Same});
        lines.append(QStringLiteral("  ") + tr("⋯ %n unchanged line(s)", nullptr, int(end - i)));
        i = end - 1;
    }
    setPlainText(lines.join(QLatin1Char('\n')));
    const QString added = tr("%n line(s) added", nullptr, addedLines());
    const QString removed = tr("%n line(s) removed", nullptr, removedLines());
    setAccessibleName(tr("Changes: %1, %2").arg(added, removed));
    applyColors();
    placeMargin();
}

void DiffView::applyColors()
{
    QList<QTextEdit::ExtraSelection> selections;
    QTextBlock block = document()->firstBlock();
    for (const Row &row : std::as_const(m_rows)) {
        if (row.kind != DiffLine::Kind::Same || row.hidden > 0) {
            QTextEdit::ExtraSelection selection;
            selection.cursor = QTextCursor(block);
            selection.format.setProperty(QTextFormat::FullWidthSelection, true);
            if (row.hidden > 0) {
                selection.format.setForeground(quietText(palette()));
            } else {
                const ToneColors colors = toneColors(toneOf(row.kind), palette());
                selection.format.setBackground(colors.background);
                selection.format.setForeground(colors.text);
            }
            selections.append(selection);
        }
        block = block.next();
    }
    setExtraSelections(selections);
}

int DiffView::numberWidth() const
{
    int largest = 1;
    for (const Row &row : m_rows)
        largest = std::max({largest, row.before, row.after});
    return fontMetrics().horizontalAdvance(QString::number(largest));
}

int DiffView::marginWidth() const
{
    return 2 * numberWidth() + 3 * inside;
}

void DiffView::placeMargin()
{
    const int width = marginWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect contents = contentsRect();
    m_margin->setGeometry(contents.left(), contents.top(), width, contents.height());
    m_margin->update();
}

void DiffView::paintMargin(QPainter *painter, const QRect &area) const
{
    painter->fillRect(area, palette().color(QPalette::Window));
    painter->setFont(font());
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= area.bottom()) {
        const qreal height = blockBoundingRect(block).height();
        const Row row = m_rows.value(block.blockNumber());
        painter->setPen(quietText(palette()));
        const auto number = [&](int column, int value) {
            if (value > 0)
                painter->drawText(QRectF(inside + column * (numberWidth() + inside), top, numberWidth(), height),
                    int(Qt::AlignRight | Qt::AlignVCenter), QString::number(value));
        };
        number(0, row.before);
        number(1, row.after);
        top += height;
        block = block.next();
    }
}

void DiffView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    else if (event->type() == QEvent::FontChange && m_margin)
        placeMargin();
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
}

} // namespace ksp
