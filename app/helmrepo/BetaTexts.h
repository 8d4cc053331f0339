#pragma once

#include "helmrepo/BetaCheck.h"

#include <QCoreApplication>

namespace ksp {

/// What came of a BetaCheck in words, for the window and the command line.
class BetaTexts
{
    Q_DECLARE_TR_FUNCTIONS(ksp::BetaTexts)
public:
    /// One or two sentences.
    [[nodiscard]] static QString sentence(const BetaState &state, const QString &name, const QString &version);
    /// "templates/a.yaml: 30 bytes were sent, the repository has 31"
    [[nodiscard]] static QString difference(const PackageDifference &difference);
    /// For `--json`: "missing", "same" and so on.
    [[nodiscard]] static QString word(BetaState::Verdict verdict);
};

} // namespace ksp
