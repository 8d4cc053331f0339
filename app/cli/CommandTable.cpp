#include "cli/CommandTable.h"

#include <QCoreApplication>

#include <algorithm>

namespace ksp {

namespace {

// What every verb takes, what those take that know accounts, and what those take that talk to a server.
#define KSP_COMMON "profile json yes quiet"
#define KSP_ACCOUNT "server account "
#define KSP_SERVER "server account key-stdin ca-file "
#define KSP_CHART "dry-run smallest keep-images message overwrite-active "

} // namespace

const QList<OptionSpec> &commandOptions()
{
    static const QList<OptionSpec> options{
        {"server", 0, "URL",
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "the server to talk to; without it the account's, else https://apis.kubesphere.cloud"),
            &Invocation::server},
        {"account", 0, "NAME",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "the account to use; without it the one used last"),
            &Invocation::account},
        {"key-stdin", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "read the API key from the first line of the standard input; login keeps it, any other command uses it "
                "for this call only, needs no login and leaves the keychain alone"),
            &Invocation::keyStdin},
        {"ca-file", 0, "FILE",
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "a PEM file with your company's own certificate authority, to be trusted beside the system's"),
            &Invocation::caFile},
        {"dry-run", 0, nullptr,
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "check everything that can be checked here, and send nothing; needs no key"),
            &Invocation::dryRun},
        {"smallest", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "compress as well as possible, which takes longer"),
            &Invocation::smallest},
        {"keep-images", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "leave uploaded images in the package as well"),
            &Invocation::keepImages},
        {"message", 0, "TEXT",
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "the note to the reviewers; without it the time and \"submit for review\""),
            &Invocation::message},
        {"overwrite-active", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "overwrite a version that was approved; clusters that have it installed will not notice"),
            &Invocation::overwriteActive},
        {"until-decided", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "end when nothing that is watched is under review any more: with 0 where all of it was approved, "
                "else with 5"),
            &Invocation::untilDecided},
        {"output", 'o', "DIR",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "the folder to write to; without it the current one"),
            &Invocation::output},
        {"port", 0, "N", QT_TRANSLATE_NOOP("ksp::CommandLine", "the port to listen on; without it any free one"),
            &Invocation::port},
        {"state", 0, "DIR",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "the folder in which the practice Cloud keeps its state"),
            &Invocation::state},
        {"review-after", 0, "SECONDS",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "approve each submission by itself after this time"),
            &Invocation::reviewAfter},
        {"as", 0, "draft|rejected",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "the status that a rejected snapshot gets; without it rejected"),
            &Invocation::as},
        {"repo", 0, "URL",
            QT_TRANSLATE_NOOP("ksp::CommandLine", "the Helm repository to look into; without it the account's"),
            &Invocation::repository},
        {"profile", 0, "DIR",
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "keep settings, journal and log in this folder instead of the user's"),
            &Invocation::profile},
        {"json", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "print the result, or {\"error\": …}, as one JSON object"),
            &Invocation::json},
        {"yes", 0, nullptr, QT_TRANSLATE_NOOP("ksp::CommandLine", "answer every question with yes"), &Invocation::yes},
        {"quiet", 0, nullptr,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "no progress and no notes; warnings and errors stay"),
            &Invocation::quiet},
    };
    return options;
}

const QList<VerbSpec> &commandVerbs()
{
    static const QList<VerbSpec> verbs{
        {"login", "", 0,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "Check an API key and keep it in the desktop's keychain"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Asks for the API key, checks it with the server and keeps it in the keychain. Create the key "
                "at https://kubesphere.cloud/user/setting/ under Security, Create Access Token, with Extension "
                "ticked.\n\nWhere no keychain answers, only the account (name, server, user) is stored."),
            KSP_SERVER KSP_COMMON, "ks-publisher-cli login --account work"},
        {"logout", "", 0, QT_TRANSLATE_NOOP("ksp::CommandLine", "Forget an account and its key"),
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "Removes the account from the settings and its key from the keychain."),
            KSP_ACCOUNT KSP_COMMON, "ks-publisher-cli logout --account work"},
        {"push", "CHART", 1, QT_TRANSLATE_NOOP("ksp::CommandLine", "Publish a chart and submit it for review"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "CHART is an extension's folder or its .tgz. It is checked, its local images are uploaded, it is "
                "packed, uploaded and submitted. When that fails or is stopped on the way, the next push of the "
                "same content goes on at the first step not done.\n\nA version that waits for review is taken "
                "back and replaced after a question (or with --yes). A version that was approved is refused "
                "unless --overwrite-active is given."),
            KSP_SERVER KSP_CHART KSP_COMMON,
            "ks-publisher-cli push hello-world-0.1.0.tgz --message \"Fixes the icon\""},
        {"package", "CHART", 1,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "Check a chart and pack it without sending anything"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Writes NAME-VERSION.tgz. Local images stay files of the package, since only an upload gives "
                "them a URL."),
            "output " KSP_ACCOUNT KSP_CHART KSP_COMMON, "ks-publisher-cli package hello-world -o dist"},
        {"list", "", 0, QT_TRANSLATE_NOOP("ksp::CommandLine", "List your extensions"),
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "Prints ID, name, status and latest approved version of each extension."),
            KSP_SERVER KSP_COMMON, "ks-publisher-cli list"},
        {"get", "NAME", 1, QT_TRANSLATE_NOOP("ksp::CommandLine", "Show an extension and its snapshots"),
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "Prints the extension and each pushed version with its status and time."),
            KSP_SERVER KSP_COMMON, "ks-publisher-cli get hello-world"},
        {"watch", "[NAME]", 1, QT_TRANSLATE_NOOP("ksp::CommandLine", "Print changes of the review as they come"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Asks the server every 30 seconds and prints a line for each version whose status changed: time, "
                "name, version, old and new status. Changes since this computer asked last come first. With NAME "
                "only that extension counts. It runs until Ctrl-C.\n\nWith --json each change is an object on a "
                "line of its own."),
            "until-decided " KSP_SERVER KSP_COMMON, "ks-publisher-cli watch hello-world --until-decided"},
        {"unpush", "SNAPSHOT|CHART", 1, QT_TRANSLATE_NOOP("ksp::CommandLine", "Take a submission back"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Takes the snapshot out of the review; it is a draft again and can be pushed again. Instead of a "
                "snapshot's ID the chart can be given whose version was pushed."),
            KSP_SERVER KSP_COMMON, "ks-publisher-cli unpush 516955082328173371"},
        {"beta", "NAME VERSION", 2,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "Look whether a version is in the beta repository"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Prints the version as \"helm search repo\" does, and whether it is the package that was pushed from "
                "here: by its digest, else by comparing the files. Needs no key.\n\nEnds with 5 where the version is "
                "missing, differs, or its package cannot be had."),
            "repo ca-file " KSP_ACCOUNT KSP_COMMON, "ks-publisher-cli beta hello-world 0.1.0"},
        {"practice", "", 0, QT_TRANSLATE_NOOP("ksp::CommandLine", "Run a practice Cloud on this computer"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Starts a small server that behaves as KubeSphere Cloud does, prints its URL and a key, and runs "
                "until Ctrl-C. Nothing leaves this computer."),
            "port state review-after profile", "ks-publisher-cli practice --port 8900 --state practice-cloud"},
        {"practice approve", "SNAPSHOT", 1,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "Approve a submission in a practice Cloud"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Plays the reviewer. The practice Cloud is named by --state, or by --server and its key."),
            "state " KSP_SERVER KSP_COMMON,
            "ks-publisher-cli practice approve 516955082328173371 --state practice-cloud"},
        {"practice reject", "SNAPSHOT", 1,
            QT_TRANSLATE_NOOP("ksp::CommandLine", "Reject a submission in a practice Cloud"),
            QT_TRANSLATE_NOOP("ksp::CommandLine",
                "Plays the reviewer. The practice Cloud is named by --state, or by --server and its key."),
            "as state " KSP_SERVER KSP_COMMON,
            "ks-publisher-cli practice reject 516955082328173371 --as draft --state practice-cloud"},
        {"help", "[COMMAND]", -1, QT_TRANSLATE_NOOP("ksp::CommandLine", "Explain a command"),
            QT_TRANSLATE_NOOP(
                "ksp::CommandLine", "Without a command: what there is, the exit codes, files and variables."),
            "", "ks-publisher-cli help push"},
    };
    return verbs;
}

const VerbSpec *findVerb(const QString &name)
{
    const auto &verbs = commandVerbs();
    const auto found = std::find_if(
        verbs.begin(), verbs.end(), [&](const VerbSpec &verb) { return name == QLatin1String(verb.name); });
    return found == verbs.end() ? nullptr : &*found;
}

QList<const OptionSpec *> optionsOf(const VerbSpec &verb)
{
    QList<const OptionSpec *> result;
    const auto names = QString::fromLatin1(verb.options).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &name : names) {
        for (const OptionSpec &option : commandOptions()) {
            if (name == QLatin1String(option.name))
                result.append(&option);
        }
    }
    return result;
}

QString commandText(const char *source)
{
    return QCoreApplication::translate("ksp::CommandLine", source);
}

} // namespace ksp
