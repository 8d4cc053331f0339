#include "dashboard/StatusFilterBar.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "widgets/Look.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace ksp {

namespace {

/// A server may invent any number of words.
constexpr int mostButtons = 7;
/// Nor are its words of any length.
constexpr int longestWord = 16;

/// What asks for attention comes first.
int rank(const QString &word)
{
    static const QStringList order{StatusWord::submitted, StatusWord::rejected, StatusWord::suspended,
        StatusWord::passed, StatusWord::active, StatusWord::draft};
    if (word.isEmpty())
        return 100;
    const auto place = order.indexOf(word);
    return place < 0 ? int(order.size()) : int(place);
}

} // namespace

StatusFilterBar::StatusFilterBar(QWidget *parent)
    : QWidget(parent), m_layout(new QHBoxLayout(this)), m_all(makeButton(std::nullopt))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(inside / 2);
    m_layout->addWidget(m_all);
    m_layout->addStretch(1);
    m_all->setChecked(true);
}

QAbstractButton *StatusFilterBar::makeButton(const std::optional<QString> &word)
{
    auto *button = new QPushButton(this);
    button->setCheckable(true);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, word] {
        // A second press goes back to all.
        const auto wanted = word == m_status ? std::nullopt : word;
        setStatus(wanted);
        emit statusChosen(wanted);
    });
    return button;
}

void StatusFilterBar::setCounts(const QMap<QString, int> &counts)
{
    int total = 0;
    for (const int count : counts)
        total += count;
    m_all->setText(tr("All %1", "a number of extensions", total).arg(QLocale().toString(total)));
    QStringList words = counts.keys();
    std::stable_sort(words.begin(), words.end(), [](const QString &a, const QString &b) { return rank(a) < rank(b); });
    while (words.size() > mostButtons)
        words.removeAt(words.size() - 1 - int(words.constLast().isEmpty()));
    const QStringList known = m_buttons.keys();
    for (const QString &word : known) {
        if (words.contains(word))
            continue;
        QAbstractButton *button = m_buttons.take(word);
        button->hide();
        button->deleteLater();
    }
    int place = 1;
    for (const QString &word : std::as_const(words)) {
        QAbstractButton *&button = m_buttons[word];
        if (!button)
            button = makeButton(word);
        m_layout->removeWidget(button);
        m_layout->insertWidget(place++, button);
        button->show();
        updateButton(word, counts.value(word));
    }
    QWidget *before = m_all;
    for (const QString &word : std::as_const(words)) {
        setTabOrder(before, m_buttons.value(word));
        before = m_buttons.value(word);
    }
    if (m_status && !words.contains(*m_status)) {
        setStatus(std::nullopt);
        emit statusChosen(std::nullopt);
    }
}

void StatusFilterBar::updateButton(const QString &word, int count)
{
    QAbstractButton *button = m_buttons.value(word);
    const QString text = safeText(ReviewStatus::countOf(word.left(longestWord), count));
    button->setText(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
    button->setAccessibleName(tr("Show only: %1").arg(text));
    button->setToolTip(
        toolTipText(word.isEmpty() ? tr("Their versions were not asked for yet. This goes on in the background.")
                                   : ReviewStatus::of(word).meaning));
    button->setChecked(m_status == word);
}

void StatusFilterBar::setStatus(const std::optional<QString> &word)
{
    m_status = word;
    m_all->setChecked(!word);
    for (auto it = m_buttons.cbegin(); it != m_buttons.cend(); ++it)
        it.value()->setChecked(word == it.key());
}

} // namespace ksp
