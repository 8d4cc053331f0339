#pragma once

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>
#include <QWidget>

namespace ksp::test {

/// The shown button with a text (mnemonics left out), or null.
inline QAbstractButton *button(const QWidget &in, const QString &text)
{
    const QList<QAbstractButton *> all = in.findChildren<QAbstractButton *>();
    for (QAbstractButton *each : all) {
        if (each->isVisible() && QString(each->text()).remove(u'&') == text)
            return each;
    }
    return nullptr;
}

/// The shown line edit with an accessible name, or null.
inline QLineEdit *field(const QWidget &in, const QString &name)
{
    const QList<QLineEdit *> all = in.findChildren<QLineEdit *>();
    for (QLineEdit *each : all) {
        if (each->isVisible() && each->accessibleName() == name)
            return each;
    }
    return nullptr;
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
