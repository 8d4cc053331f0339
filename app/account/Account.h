#pragma once

#include <QString>
#include <QUrl>

namespace ksp {

/// Who publishes where. Never holds the key.
struct Account
{
    QString name; ///< The user's word for it; unique.
    QUrl server; ///< As parseServerUrl() gives it.
    QString userId; ///< As the server gave it for the key.
    QUrl betaRepository; ///< The Helm repository of submitted packages; empty where none is known.

    friend bool operator==(const Account &, const Account &) = default;
};

/// The beta repository that belongs to a server by default: the Cloud's own for the Cloud, none for others.
[[nodiscard]] QUrl defaultBetaRepository(const QUrl &server);

} // namespace ksp
