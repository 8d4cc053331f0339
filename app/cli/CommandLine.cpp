#include "cli/CommandLine.h"

#include "helmrepo/BetaCheck.h"
#include "net/ServerUrl.h"

#include <algorithm>

namespace ksp {

namespace {

struct Given
{
    const OptionSpec *option;
    QString value;
};

tl::unexpected<Error> usage(const QString &what, const QString &verb)
{
    const QString command
        = verb.isEmpty() ? QStringLiteral("ks-publisher-cli help") : QStringLiteral("ks-publisher-cli help ") + verb;
    return failure(ErrorKind::BadInput, CommandLine::tr("%1; see \"%2\".").arg(what, command));
}

const OptionSpec *findOption(const QString &name)
{
    const auto &options = commandOptions();
    const auto found = std::find_if(options.begin(), options.end(), [&](const OptionSpec &option) {
        return name == QLatin1String(option.name) || (name.size() == 1 && name.at(0) == QLatin1Char(option.letter));
    });
    return found == options.end() ? nullptr : &*found;
}

QString dashed(const OptionSpec &option)
{
    return QStringLiteral("--") + QLatin1String(option.name);
}

/// What is wrong with a value beyond its type; empty where nothing is.
QString checkValue(const OptionSpec &option, Invocation *invocation)
{
    const QLatin1String name(option.name);
    if (name == QLatin1String("server")) {
        // Whether an unencrypted one will do is a question for later.
        const auto url = parseServerUrl(invocation->server, true);
        if (!url) {
            const QString sentence = url.error().sentence;
            return sentence.chopped(sentence.endsWith(u'.') || sentence.endsWith(u'。') ? 1 : 0);
        }
        invocation->server = url->toString();
    } else if (name == QLatin1String("repo")) {
        const auto url = parseRepositoryUrl(invocation->repository);
        if (!url)
            return CommandLine::tr("--repo needs an address such as https://charts.example.com/beta");
        invocation->repository = url->toString();
    } else if (name == QLatin1String("port") && *invocation->port > 65535) {
        return CommandLine::tr("--port needs a number up to 65535");
    } else if (name == QLatin1String("as") && invocation->as != QLatin1String("draft")
        && invocation->as != QLatin1String("rejected")) {
        return CommandLine::tr("--as needs draft or rejected");
    }
    return {};
}

/// Stores the value where the table says; gives what is wrong with it, or nothing.
QString assign(const Given &given, Invocation *invocation)
{
    if (const auto *flag = std::get_if<bool Invocation::*>(&given.option->target)) {
        invocation->*(*flag) = true;
    } else if (const auto *text = std::get_if<QString Invocation::*>(&given.option->target)) {
        if (given.value.isEmpty())
            return CommandLine::tr("%1 needs a value").arg(dashed(*given.option));
        invocation->*(*text) = given.value;
    } else if (const auto *number = std::get_if<std::optional<int> Invocation::*>(&given.option->target)) {
        bool ok = false;
        const int value = given.value.toInt(&ok);
        if (!ok || value < 0)
            return CommandLine::tr("%1 needs a whole number").arg(dashed(*given.option));
        invocation->*(*number) = value;
    }
    return checkValue(*given.option, invocation);
}

} // namespace

Result<Invocation> CommandLine::parse(const QStringList &arguments)
{
    Invocation invocation;
    QList<Given> given;
    QStringList words;
    bool help = false;
    bool optionsEnded = false;

    // Options may come before the verb that decides whether they are allowed, so they are only collected here.
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (optionsEnded || argument.size() < 2 || !argument.startsWith(QLatin1Char('-'))) {
            words.append(argument);
            continue;
        }
        if (argument == QLatin1String("--")) {
            optionsEnded = true;
            continue;
        }
        if (argument == QLatin1String("--help") || argument == QLatin1String("-h")) {
            help = true;
            continue;
        }
        if (argument == QLatin1String("--version") || argument == QLatin1String("--man")) {
            invocation.action
                = argument == QLatin1String("--man") ? Invocation::Action::Manual : Invocation::Action::Version;
            return invocation;
        }
        const bool isLong = argument.startsWith(QLatin1String("--"));
        const qsizetype equals = argument.indexOf(QLatin1Char('='));
        const QString name = isLong ? argument.mid(2, equals < 0 ? -1 : equals - 2) : argument.mid(1, 1);
        const OptionSpec *option = !isLong || name.size() > 1 ? findOption(name) : nullptr;
        if (!option) {
            const QString shown = isLong ? QStringLiteral("--") + name : argument.left(2);
            return usage(tr("There is no option %1").arg(shown), findVerb(words.value(0)) ? words.value(0) : QString());
        }
        std::optional<QString> value;
        if (isLong && equals >= 0)
            value = argument.mid(equals + 1);
        else if (!isLong && argument.size() > 2)
            value = argument.mid(argument.at(2) == QLatin1Char('=') ? 3 : 2);
        if (!option->valueName && value)
            return usage(tr("%1 takes no value").arg(dashed(*option)), {});
        if (option->valueName && !value) {
            if (i + 1 == arguments.size())
                return usage(tr("%1 needs a value").arg(dashed(*option)), {});
            value = arguments.at(++i);
        }
        given.append({option, value.value_or(QString())});
    }

    const VerbSpec *verb = nullptr;
    if (words.value(0) == QLatin1String("help")) {
        help = true;
        words.removeFirst();
    }
    if (!words.isEmpty()) {
        invocation.verb = words.takeFirst();
        const QString twoWords = invocation.verb + QLatin1Char(' ') + words.value(0);
        if (findVerb(twoWords)) {
            invocation.verb = twoWords;
            words.removeFirst();
        }
        verb = findVerb(invocation.verb);
        if (!verb)
            return usage(tr("There is no command \"%1\"").arg(invocation.verb), {});
    }
    if (help) {
        invocation.action = Invocation::Action::Help;
        return invocation;
    }
    if (!verb)
        return usage(tr("A command is needed"), {});

    const auto allowed = optionsOf(*verb);
    for (const Given &one : std::as_const(given)) {
        if (!allowed.contains(one.option))
            return usage(tr("%1 has no option %2").arg(invocation.verb, dashed(*one.option)), invocation.verb);
        if (const QString wrong = assign(one, &invocation); !wrong.isEmpty())
            return usage(wrong, invocation.verb);
    }
    const QString expected = QString::fromLatin1(verb->arguments);
    const bool mayMiss = expected.startsWith(QLatin1Char('[')) && words.isEmpty();
    if ((words.size() != verb->argumentCount && !mayMiss) || words.contains(QString())) {
        QString wrong = tr("%1 needs one %2").arg(invocation.verb, expected);
        if (expected.isEmpty())
            wrong = tr("%1 takes no argument").arg(invocation.verb);
        else if (const auto names = expected.split(QLatin1Char(' ')); names.size() == 2)
            wrong = tr("%1 needs %2 and %3").arg(invocation.verb, names.at(0), names.at(1));
        else if (expected.startsWith(QLatin1Char('[')))
            wrong = tr("%1 takes one argument at most").arg(invocation.verb);
        return usage(wrong, invocation.verb);
    }
    invocation.arguments = words;
    return invocation;
}

} // namespace ksp
