#pragma once

#include <QLayout>

namespace ksp {

/// Items one after the other in their own sizes, in as many rows as the width asks for, as words in a paragraph.
class FlowLayout : public QLayout
{
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override;
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    /// The height that the items take in this rectangle; they are put there where `place` is set.
    int arrange(const QRect &rect, bool place) const;

    QList<QLayoutItem *> m_items; ///< Owned, as every layout owns its items.
};

} // namespace ksp
