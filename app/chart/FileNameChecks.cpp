#include "chart/FileNameChecks.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::FileNameChecks)
};

constexpr int most = 20; // of a kind; whoever has more needs no list

bool isUnseen(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

bool isAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

/// A name with what cannot be seen, or must not reach a terminal, as <U+202E>. With `decomposed`, marks that are set on
/// the letter before them, too: that is how names in different normal forms are told apart.
QString shown(const QString &path, bool decomposed = false)
{
    QString text;
    const auto characters = path.toUcs4();
    for (const uint c : characters) {
        if (isUnseen(c) || (decomposed && QChar::isMark(c)))
            text += QStringLiteral("<U+%1>").arg(c, 4, 16, QLatin1Char('0')).toUpper();
        else
            text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1);
    }
    return text.size() <= 300 ? text : text.left(300) + QChar(0x2026);
}

QString normalized(const QString &path)
{
    return isAscii(path) ? path : path.normalized(QString::NormalizationForm_C);
}

/// Findings of one kind, at most `most` of them.
class Findings
{
public:
    explicit Findings(const char *id) : m_id(QLatin1String(id)) { }
    void add(const QString &sentence)
    {
        if (++m_count <= most)
            m_list.append({Severity::Warning, {}, sentence, m_id});
    }
    [[nodiscard]] QList<Finding> take()
    {
        if (m_count > most)
            m_list.append({Severity::Warning, {},
                Text::tr("The same holds for %n more file(s).", nullptr, m_count - most), m_id});
        return m_list;
    }

private:
    QString m_id;
    QList<Finding> m_list;
    int m_count = 0;
};

} // namespace

QList<Finding> checkFileNames(const FileMap &files)
{
    Findings unseen("file-name-unseen");
    Findings same("file-name-collision");
    QHash<QString, QString> firstOf; // by what Windows and macOS make of a name
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QString &path = it.key();
        const auto characters = path.toUcs4();
        if (std::any_of(characters.begin(), characters.end(), [](uint c) { return isUnseen(c); })) {
            unseen.add(Text::tr("The name of the file “%1” holds characters that nobody sees, and that terminals may "
                                "obey. Rename it.")
                           .arg(shown(path)));
        }
        const QString composed = normalized(path);
        const QString key = composed.toCaseFolded();
        const auto first = firstOf.constFind(key);
        if (first == firstOf.constEnd()) {
            firstOf.insert(key, path);
        } else if (normalized(*first) == composed) {
            same.add(Text::tr("“%1” and “%2” look the same: their names are the same characters, composed in one and "
                              "decomposed in the other. macOS takes them for one file. Rename or remove one.")
                         .arg(shown(*first, true), shown(path, true)));
        } else {
            same.add(Text::tr("“%1” and “%2” differ only in capital and small letters. Windows and macOS take them for "
                              "one file. Rename or remove one.")
                         .arg(shown(*first), shown(path)));
        }
    }
    return unseen.take() + same.take();
}

} // namespace ksp
