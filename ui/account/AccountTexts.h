#pragma once

#include "account/Account.h"

namespace ksp {

/// The server as a user knows it: without https://; for a practice account, in words.
[[nodiscard]] QString serverText(const Account &account);

/// In one line and bounded in length: elided in the middle.
[[nodiscard]] QString shortText(const QString &text);

/// The same for buttons and menus, where "&" has a meaning.
[[nodiscard]] QString buttonText(const QString &text);

} // namespace ksp
