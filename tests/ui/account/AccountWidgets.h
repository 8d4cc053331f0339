#pragma once

#include <QAbstractButton>
#include <QTest>
#include <QWidget>

namespace ksp::test {

/// The shown button with a text (mnemonics left out), or null.
inline QAbstractButton *button(const QWidget &in, const QString &text)
{
    const QList<QAbstractButton *> all = in.findChildren<QAbstractButton *>();
    for (QAbstractButton *each : all) {
        if (each->isVisible() && QString(each->text()).remove(u'&') == QString(text).remove(u'&'))
            return each;
    }
    return nullptr;
}

/// The same by the text's source, in whatever language the test runs.
inline QAbstractButton *button(const QWidget &in, const char *context, const char *source)
{
    return button(in, QCoreApplication::translate(context, source));
}

/// Controls that can have the focus and say nothing of themselves to a screen reader.
inline QStringList namelessControls(const QWidget &in)
{
    QStringList nameless;
    const QList<QWidget *> all = in.findChildren<QWidget *>();
    for (const QWidget *each : all) {
        if (!each->isVisible() || each->focusPolicy() == Qt::NoFocus || each->focusProxy())
            continue;
        const auto *asButton = qobject_cast<const QAbstractButton *>(each);
        if (each->accessibleName().isEmpty() && (!asButton || asButton->text().isEmpty()))
            nameless.append(QString::fromLatin1(each->metaObject()->className()));
    }
    return nameless;
}

/// Buttons and labels that are too small for their text.
inline QStringList cutTexts(const QWidget &in)
{
    QStringList cut;
    const QList<QAbstractButton *> all = in.findChildren<QAbstractButton *>();
    for (const QAbstractButton *each : all) {
        if (each->isVisible() && !each->text().isEmpty() && each->width() < each->minimumSizeHint().width())
            cut.append(each->text());
    }
    return cut;
}

} // namespace ksp::test
