#pragma once

#include "wizard/preview/FilesModel.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QTreeView;
QT_END_NAMESPACE

namespace ksp {

/// What becomes of each file: where images are uploaded to, what is left out and why, and on request the package's
/// contents. What is unfolded stays so.
class FilesSection : public QWidget
{
    Q_OBJECT
public:
    explicit FilesSection(QWidget *parent = nullptr);

    void setPreview(const Preview &preview);

private:
    FilesModel *m_model;
    QLabel *m_line;
    QTreeView *m_view;
};

} // namespace ksp
