#pragma once

#include <QList>
#include <QString>

namespace ksp {

/// Finds the API key in text from outside, also where it is not spelled as it was given: in capitals, with other
/// characters in between or left out (blanks, controls, dashes, percent-encoded ones), in hex, in base64 of both
/// alphabets wherever it begins, torn over lines. The one place that decides what of a server's words is the key.
///
/// A pure value; copies may be used on any thread. Keys that are too short to be real are looked for as they are.
class KeyFilter
{
public:
    explicit KeyFilter(const QString &key);

    [[nodiscard]] bool finds(const QString &text) const;
    /// The text with "[API key]" in place of every spelling of it.
    [[nodiscard]] QString filtered(const QString &text) const;

private:
    QString m_key; ///< Empty where there is nothing to look for.
    QList<QString> m_dense; ///< Small letters and digits only: of the key, and of its hex.
    QList<QString> m_base64; ///< The part that does not depend on its neighbours, for each place where it can begin.
};

} // namespace ksp
