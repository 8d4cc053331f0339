#include "wizard/StepBar.h"

#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

namespace ksp {

namespace {

constexpr int discSide = 24;

} // namespace

class StepBar::Step : public QAbstractButton
{
public:
    Step(int number, int of, const QString &name) : m_number(number), m_of(of), m_name(name)
    {
        setText(name);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        set(State::Waiting, false);
    }

    void set(State state, bool open)
    {
        m_state = state;
        setEnabled(open || state == State::Current);
        setFocusPolicy(open ? Qt::StrongFocus : Qt::NoFocus);
        setCursor(open ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const QString place = StepBar::tr("Step %1 of %2: %3").arg(m_number).arg(m_of).arg(m_name);
        setAccessibleName(state == State::Current ? StepBar::tr("%1, current").arg(place)
                : state == State::Done            ? StepBar::tr("%1, done").arg(place)
                                                  : place);
        updateGeometry();
        update();
    }
    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {discSide + inside + QFontMetrics(boldFont()).horizontalAdvance(m_name) + inside,
            std::max(discSide, fontMetrics().height()) + inside};
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool right = layoutDirection() == Qt::RightToLeft;
        QRectF disc(inside / 2.0, (height() - discSide) / 2.0, discSide, discSide);
        if (right)
            disc.moveRight(width() - inside / 2.0);
        paintDisc(&painter, disc);
        painter.setFont(m_state == State::Current ? boldFont() : font());
        painter.setPen(m_state == State::Waiting ? quietText(colors()) : colors().color(QPalette::WindowText));
        const int gap = inside + discSide;
        painter.drawText(rect().adjusted(right ? 0 : gap + inside / 2, 0, right ? -gap - inside / 2 : 0, 0),
            Qt::AlignVCenter | Qt::AlignLeading, m_name);
        if (hasFocus()) {
            painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
        }
    }

private:
    /// A step that cannot be gone to yet is read all the same: not as faint as disabled things.
    [[nodiscard]] QPalette colors() const
    {
        QPalette active = palette();
        active.setCurrentColorGroup(QPalette::Active);
        return active;
    }

    [[nodiscard]] QFont boldFont() const
    {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        return bold;
    }

    void paintDisc(QPainter *painter, const QRectF &disc) const
    {
        if (m_state == State::Done) {
            const ToneColors good = toneColors(Tone::Good, colors());
            paintToneSign(painter, disc.adjusted(1, 1, -1, -1), Tone::Good, good.strong, Qt::white);
            return;
        }
        const bool current = m_state == State::Current;
        painter->setPen(current ? Qt::NoPen : QPen(quietText(colors()), 1.5));
        painter->setBrush(current ? QBrush(colors().color(QPalette::Highlight)) : QBrush(Qt::NoBrush));
        painter->drawEllipse(disc.adjusted(1, 1, -1, -1));
        painter->setPen(current ? colors().color(QPalette::HighlightedText) : quietText(colors()));
        painter->drawText(disc, Qt::AlignCenter, locale().toString(m_number));
    }

    int m_number;
    int m_of;
    QString m_name;
    State m_state = State::Waiting;
};

StepBar::StepBar(const QStringList &names, QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    for (const QString &name : names) {
        const int index = int(m_steps.size());
        auto *step = new Step(index + 1, int(names.size()), name);
        connect(step, &QAbstractButton::clicked, this, [this, index] {
            if (m_steps.at(index)->state() != State::Current)
                emit clicked(index);
        });
        layout->addWidget(step);
        m_steps.append(step);
    }
    layout->addStretch();
}

void StepBar::setStep(int index, State state, bool open)
{
    m_steps.at(index)->set(state, open);
}

StepBar::State StepBar::state(int index) const
{
    return m_steps.at(index)->state();
}

} // namespace ksp
