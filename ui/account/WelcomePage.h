#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace ksp {

/// What somebody sees who starts the program for the first time: what it does, and two ways to begin.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);

signals:
    void signInRequested();
    void practiceRequested();

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void applyIcons();

    struct Line
    {
        QLabel *icon;
        QStringList names;
    };
    QList<Line> m_lines;
    QWidget *m_first = nullptr;
};

} // namespace ksp
