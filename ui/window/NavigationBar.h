#pragma once

#include <QFrame>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QToolButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace ksp {

/// The window's left edge: where one can go, and at its foot who is signed in.
class NavigationBar : public QFrame
{
    Q_OBJECT
public:
    explicit NavigationBar(QWidget *parent = nullptr);

    /// The places are numbered in the order in which they are added. `icons`: names in the desktop's theme, the first
    /// that exists counts.
    void addPlace(const QStringList &icons, const QString &name);
    /// Something to stand at the foot; becomes the bar's.
    void setFoot(QWidget *foot);
    void setCurrent(int place);
    /// A dot beside a place: something there is worth a look, `why` for its tool tip. Empty: none.
    void setMark(int place, const QString &why);

signals:
    void chosen(int place);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyIcons();

    struct Place
    {
        QToolButton *button;
        QStringList icons;
        bool marked = false;
    };
    QList<Place> m_places;
    QButtonGroup *m_group;
    QVBoxLayout *m_layout;
};

} // namespace ksp
