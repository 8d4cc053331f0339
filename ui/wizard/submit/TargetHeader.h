#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace ksp {

class ElidedLabel;
class StatusPill;

/// What is published, and to whom: name and version, account and server; marked where it is practice.
class TargetHeader : public QWidget
{
    Q_OBJECT
public:
    explicit TargetHeader(QWidget *parent = nullptr);

    void setExtension(const QString &name, const QString &version);
    void setAccount(const QString &account, const QString &server, bool isPractice);

private:
    ElidedLabel *m_extension;
    ElidedLabel *m_account;
    StatusPill *m_practice;
};

} // namespace ksp
