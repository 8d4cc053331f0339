#pragma once

#include "wizard/preview/Preview.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace ksp {

class DiffView;

/// What publishing changes in extension.yaml.
class ChangesSection : public QWidget
{
    Q_OBJECT
public:
    explicit ChangesSection(QWidget *parent = nullptr);

    void setPreview(const Preview &preview);

private:
    TextDiff m_changes;
    QLabel *m_line;
    DiffView *m_view;
};

} // namespace ksp
