#include "cli/HelpText.h"

#include <algorithm>

namespace ksp {

namespace {

constexpr int lineWidth = 80;

/// Name (of an exit code, a variable, a file) and what it means.
struct Entry
{
    const char *name;
    const char *meaning;
};

// Translated when shown; the man page takes them as they are.
const char summary[]
    = QT_TRANSLATE_NOOP("ksp::HelpText", "publish KubeSphere extensions to the KubeSphere Marketplace");

const Entry exitCodes[] = {
    {"0", QT_TRANSLATE_NOOP("ksp::HelpText", "done")},
    {"1", QT_TRANSLATE_NOOP("ksp::HelpText", "refused before anything was sent (chart missing, broken, too large …)")},
    {"2", QT_TRANSLATE_NOOP("ksp::HelpText", "wrong usage, or an answer was needed that could not be asked for")},
    {"3", QT_TRANSLATE_NOOP("ksp::HelpText", "network: nothing usable came back")},
    {"4", QT_TRANSLATE_NOOP("ksp::HelpText", "the server refused the API key")},
    {"5", QT_TRANSLATE_NOOP("ksp::HelpText", "refused by the server, or its reply could not be understood")},
    {"6", QT_TRANSLATE_NOOP("ksp::HelpText", "cancelled; the same command goes on where it was stopped")},
};
const Entry variables[] = {
    {"http_proxy, https_proxy, no_proxy",
        QT_TRANSLATE_NOOP("ksp::HelpText",
            "the proxy to use, in small or capital letters; this computer itself is always "
            "reached directly")},
    {"SSL_CERT_FILE",
        QT_TRANSLATE_NOOP("ksp::HelpText",
            "a PEM file with your company's own certificate authority, to be trusted beside the system's; --ca-file "
            "goes before it")},
};
const Entry files[] = {
    {"~/.local/share/ks-publisher",
        QT_TRANSLATE_NOOP("ksp::HelpText", "settings, journal and log, unless --profile names another folder")},
};
const char scripts[] = QT_TRANSLATE_NOOP("ksp::HelpText",
    "Results go to the standard output; progress, notes, warnings and errors to the standard error. Where the standard "
    "input is not a terminal, or with --key-stdin, nothing is asked: a question then needs --yes. With --json one "
    "object is "
    "printed: the result, or {\"error\": {\"kind\", \"sentence\", \"detail\", \"httpStatus\", \"exitCode\"}}.");

QStringList wrapped(const QString &text, int width)
{
    QStringList lines;
    const auto paragraphs = text.split(QStringLiteral("\n\n"));
    for (const QString &paragraph : paragraphs) {
        if (!lines.isEmpty())
            lines.append(QString());
        QString line;
        const auto words = paragraph.split(QLatin1Char(' '));
        for (const QString &word : words) {
            if (!line.isEmpty() && line.size() + 1 + word.size() > width) {
                lines.append(line);
                line.clear();
            }
            line += line.isEmpty() ? word : QLatin1Char(' ') + word;
        }
        lines.append(line);
    }
    return lines;
}

/// "  name   meaning", the meaning wrapped into its column.
QString columns(const QList<std::pair<QString, QString>> &rows)
{
    qsizetype width = 0;
    for (const auto &row : rows)
        width = std::max(width, row.first.size());
    const auto indent = int(width) + 5;
    QString text;
    for (const auto &row : rows) {
        const QString meaning
            = wrapped(row.second, lineWidth - indent).join(QLatin1Char('\n') + QString(indent, QLatin1Char(' ')));
        text += QStringLiteral("  %1   %2\n").arg(row.first, -int(width)).arg(meaning);
    }
    return text;
}

template <size_t N> QString columns(const Entry (&entries)[N])
{
    QList<std::pair<QString, QString>> rows;
    for (const Entry &entry : entries)
        rows.append({QString::fromLatin1(entry.name), HelpText::tr(entry.meaning)});
    return columns(rows);
}

QString synopsis(const VerbSpec &verb)
{
    QString text = QStringLiteral("ks-publisher-cli ") + QLatin1String(verb.name);
    if (*verb.arguments)
        text += QLatin1Char(' ') + QLatin1String(verb.arguments);
    if (*verb.options)
        text += QStringLiteral(" [OPTION]…");
    return text;
}

QString optionName(const OptionSpec &option)
{
    QString text = option.letter ? QStringLiteral("-%1, ").arg(QLatin1Char(option.letter)) : QString();
    text += QStringLiteral("--") + QLatin1String(option.name);
    if (option.valueName)
        text += QLatin1Char(' ') + QLatin1String(option.valueName);
    return text;
}

/// Text as roff takes it literally, in ASCII; dashes stay dashes that can be copied.
QString roff(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\e")).replace(QLatin1Char('-'), QLatin1String("\\-"));
    text.replace(QStringLiteral("\n\n"), QStringLiteral("\n.PP\n"));
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        if (const char16_t code = text.at(i).unicode(); code > 0x7e)
            text.replace(i, 1,
                QStringLiteral("\\[u%1]")
                    .arg(uint(code), 4, 16, QLatin1Char('0'))
                    .toUpper()
                    .replace(QLatin1Char('U'), QLatin1Char('u')));
    }
    if (text.startsWith(QLatin1Char('.')) || text.startsWith(QLatin1Char('\'')))
        text.prepend(QLatin1String("\\&"));
    return text;
}

QString roff(const char *text)
{
    return roff(QString::fromUtf8(text));
}

QString roffItem(const QString &name, const char *meaning)
{
    return QStringLiteral(".TP\n\\fB%1\\fR\n%2\n").arg(roff(name), roff(meaning));
}

} // namespace

QString HelpText::overview()
{
    QList<std::pair<QString, QString>> verbs;
    for (const VerbSpec &verb : commandVerbs())
        verbs.append({QString::fromLatin1(verb.name), commandText(verb.summary)});
    return tr("ks-publisher-cli: %1").arg(tr(summary)) + QStringLiteral("\n\n") + tr("Usage:")
        + QStringLiteral("\n  ks-publisher-cli COMMAND [ARGUMENT] [OPTION]…\n\n") + tr("Commands:") + QLatin1Char('\n')
        + columns(verbs) + QLatin1Char('\n') + tr("Exit codes:") + QLatin1Char('\n') + columns(exitCodes)
        + QLatin1Char('\n') + tr("Variables:") + QLatin1Char('\n') + columns(variables) + QLatin1Char('\n')
        + tr("Files:") + QLatin1Char('\n') + columns(files) + QLatin1Char('\n')
        + wrapped(tr(scripts), lineWidth).join(QLatin1Char('\n')) + QStringLiteral("\n\n")
        + tr("\"ks-publisher-cli help COMMAND\" explains one command.");
}

QString HelpText::ofVerb(const VerbSpec &verb)
{
    QString text = commandText(verb.summary) + QStringLiteral("\n\n") + tr("Usage:") + QStringLiteral("\n  ")
        + synopsis(verb) + QStringLiteral("\n\n")
        + wrapped(commandText(verb.description), lineWidth).join(QLatin1Char('\n')) + QStringLiteral("\n\n");
    QList<std::pair<QString, QString>> options;
    const auto specs = optionsOf(verb);
    for (const OptionSpec *option : specs)
        options.append({optionName(*option), commandText(option->help)});
    if (!options.isEmpty())
        text += tr("Options:") + QLatin1Char('\n') + columns(options) + QLatin1Char('\n');
    return text + tr("Example:") + QStringLiteral("\n  ") + QLatin1String(verb.example);
}

QString HelpText::manual()
{
    QString text = QStringLiteral(".TH KS\\-PUBLISHER\\-CLI 1 \"\" \"ks\\-publisher %1\" \"User Commands\"\n"
                                  ".SH NAME\nks\\-publisher\\-cli \\- %2\n"
                                  ".SH SYNOPSIS\n.B ks\\-publisher\\-cli\nCOMMAND [ARGUMENT] [OPTION]\\[u2026]\n"
                                  ".SH DESCRIPTION\n%3\n.SH COMMANDS\n")
                       .arg(QStringLiteral(KSP_VERSION), roff(summary), roff(scripts));
    for (const VerbSpec &verb : commandVerbs()) {
        text += QStringLiteral(".SS %1\n%2.\n.PP\n%3\n")
                    .arg(roff(synopsis(verb)), roff(verb.summary), roff(verb.description));
        QStringList names;
        const auto specs = optionsOf(verb);
        for (const OptionSpec *option : specs)
            names.append(QStringLiteral("\\fB%1\\fR").arg(roff(QStringLiteral("--") + QLatin1String(option->name))));
        if (!names.isEmpty())
            text += QStringLiteral(".PP\nOptions: %1.\n").arg(names.join(QStringLiteral(", ")));
        text += QStringLiteral(".PP\nExample:\n.PP\n.nf\n.RS\n%1\n.RE\n.fi\n").arg(roff(verb.example));
    }
    text += QStringLiteral(".SH OPTIONS\n");
    for (const OptionSpec &option : commandOptions())
        text += roffItem(optionName(option), option.help);
    text += QStringLiteral(".SH \"EXIT STATUS\"\n");
    for (const Entry &entry : exitCodes)
        text += roffItem(QString::fromLatin1(entry.name), entry.meaning);
    text += QStringLiteral(".SH ENVIRONMENT\n");
    for (const Entry &entry : variables)
        text += roffItem(QString::fromLatin1(entry.name), entry.meaning);
    text += QStringLiteral(".SH FILES\n");
    for (const Entry &entry : files)
        text += roffItem(QString::fromLatin1(entry.name), entry.meaning);
    return text.chopped(1);
}

} // namespace ksp
