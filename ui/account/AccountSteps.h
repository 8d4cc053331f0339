#pragma once

#include <QWidget>

namespace ksp {

/// What a new publisher needs and where to get it, as numbered steps whose links open the browser.
class AccountSteps : public QWidget
{
    Q_OBJECT
public:
    explicit AccountSteps(QWidget *parent = nullptr);

signals:
    /// No browser took the address. A whole sentence with it.
    void openingFailed(const QString &sentence);

private:
    QWidget *link(const QString &html);
};

} // namespace ksp
