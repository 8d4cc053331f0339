#pragma once

#include <QFrame>
#include <QUrl>

#include <functional>
#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
class QMenu;
class QMimeData;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

/// Where files are dropped, with a button for those who would rather choose. Says already while something hovers
/// whether it will be taken, and why not.
class DropZone : public QFrame
{
    Q_OBJECT
public:
    /// Why these cannot be taken (a whole sentence), or nothing when they can. Called while the mouse moves: quick.
    using Judge = std::function<std::optional<QString>(const QList<QUrl> &)>;

    explicit DropZone(QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &hint, const QString &browse);
    /// The button opens a menu instead of asking by browseRequested(). Not owned.
    void setBrowseMenu(QMenu *menu);
    void setJudge(Judge judge);

    /// Shows what would happen; for a window that takes drops as a whole. Nothing: back to rest.
    enum class Hover { None, Accept, Refuse };
    void setHover(Hover hover, const QString &reason = {});
    [[nodiscard]] Hover hover() const { return m_hover; }
    [[nodiscard]] QString hint() const;

    /// What a text/uri-list names, without its comments (RFC 2483, 5).
    [[nodiscard]] static QList<QUrl> urlsOf(const QMimeData &mime);
    /// What a drag would bring, judged: the reason of a refusal; nothing when it would be taken.
    [[nodiscard]] std::optional<QString> judge(const QMimeData &mime) const;

signals:
    void dropped(const QList<QUrl> &urls);
    /// Something was dropped that is not taken; why, as a whole sentence.
    void refused(const QString &reason);
    void browseRequested();

protected:
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyColors();

    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_hint;
    QPushButton *m_browse;
    QString m_restTitle;
    QString m_restHint;
    Judge m_judge;
    Hover m_hover = Hover::None;
};

} // namespace ksp
