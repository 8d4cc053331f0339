#pragma once

#include "chart/ExtensionMetadata.h"
#include "chart/HelmChart.h"

namespace ksp {

/// The Chart.yaml that ksbuilder writes from an extension.yaml (same fields, same values), every string in double
/// quotes, so that "1.10", "yes" or "012" stay texts for every reader. `icon` is the icon's final value.
[[nodiscard]] QByteArray generateChartYaml(const ExtensionMetadata &metadata, const QString &icon);

/// Reads what Helm's loader needs of a Chart.yaml and checks it as Helm does (chart.Metadata.Validate).
/// `fileName` is used in sentences. Errors: BadInput.
[[nodiscard]] Result<HelmMetadata> parseChartYaml(const QByteArray &text, const QString &fileName);

/// Whether Helm can read a requirements.yaml, which it decodes as it does Chart.yaml. Nothing when it can, else
/// BadInput.
[[nodiscard]] std::optional<Error> checkRequirements(const QByteArray &text, const QString &fileName);

/// Whether Helm can read a Chart.lock (or requirements.lock). Nothing when it can, else BadInput.
[[nodiscard]] std::optional<Error> checkChartLock(const QByteArray &text, const QString &fileName);

/// Helm's sanitizeString: white space becomes a space, what cannot be printed goes.
[[nodiscard]] QString sanitized(const QString &text);

} // namespace ksp
