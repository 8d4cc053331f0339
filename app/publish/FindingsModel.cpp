#include "publish/FindingsModel.h"

#include "core/SafeText.h"

#include <algorithm>

namespace ksp {

namespace {

constexpr qsizetype longestSentence = 600;
constexpr qsizetype longestPlace = 200;

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return FindingsModel::tr("Error");
    case Severity::Warning:
        return FindingsModel::tr("Warning");
    case Severity::Advice:
        break;
    }
    return FindingsModel::tr("Advice");
}

} // namespace

void FindingsModel::setFindings(const QList<Finding> &findings)
{
    if (findings == m_findings)
        return;
    beginResetModel();
    m_findings = findings;
    // Those of packing stand behind the chart's own: errors first, whoever found them.
    std::stable_sort(m_findings.begin(), m_findings.end(),
        [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    endResetModel();
}

int FindingsModel::count(Severity severity) const
{
    return int(std::count_if(
        m_findings.begin(), m_findings.end(), [severity](const Finding &f) { return f.severity == severity; }));
}

QString FindingsModel::text(const QList<int> &rows) const
{
    QString text;
    const auto add = [&text](const Finding &finding) {
        text += severityText(finding.severity) + QStringLiteral(": ") + finding.toString() + u'\n';
    };
    if (rows.isEmpty())
        std::for_each(m_findings.begin(), m_findings.end(), add);
    for (const int row : rows)
        add(m_findings.at(row));
    return text;
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Finding &finding = m_findings.at(index.row());
    const QString sentence = safeText(finding.sentence, longestSentence);
    const QString place = safeText(finding.place.toString(), longestPlace);
    switch (role) {
    case Qt::DisplayRole:
        return sentence;
    case SeverityRole:
        return int(finding.severity);
    case SeverityTextRole:
        return severityText(finding.severity);
    case PlaceRole:
        return place;
    case Qt::AccessibleTextRole:
        return place.isEmpty() ? tr("%1: %2", "severity, sentence").arg(severityText(finding.severity), sentence)
                               : tr("%1 in %2: %3", "severity, file and line, sentence")
                                     .arg(severityText(finding.severity), place, sentence);
    default:
        return {};
    }
}

} // namespace ksp
