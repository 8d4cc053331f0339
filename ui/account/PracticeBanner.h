#pragma once

#include "widgets/MessageBar.h"

namespace ksp {

class Session;

/// Says, as long as a practice account is used, that this is practice. Its action leads to a real account.
class PracticeBanner : public MessageBar
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit PracticeBanner(Session *session, QWidget *parent = nullptr);
};

} // namespace ksp
