<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>ksp</name>
    <message>
        <source>No API key was given.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::AccountStore</name>
    <message>
        <source>The list of accounts in %1 cannot be read. Mend or remove the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of accounts in %1 cannot be written. Check the folder&apos;s permissions and the free space on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An account needs a name and a server. Give both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no account called “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ApiKey</name>
    <message>
        <source>The API key is empty. Enter the access token that you created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not an API key: it contains spaces, line ends or characters that no key has, or is too long. Copy the access token again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::Chart</name>
    <message>
        <source>%1 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is an image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a ZIP archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is an archive, but not compressed with gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a tar archive that is not compressed with gzip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a PDF document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a single YAML file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a packed chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read (%2). Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected is an extension: its folder, or its package (.tgz) as “package” and Helm make it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An extension has an extension.yaml at its root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: .helmignore leaves extension.yaml out. Remove that rule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a plain Helm chart without extension.yaml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no extension.yaml at its root, but %2 lies in it. Choose that folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: rename %2 to extension.yaml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not an extension.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is larger than the 5 MiB that Helm takes of a file. Make it smaller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file or folder “%1”. Check the path; expected is an extension&apos;s folder or package (.tgz).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is neither a file nor a folder. Choose an extension&apos;s folder or package (.tgz).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ChartArchive</name>
    <message>
        <source>The archive holds the absolute path “%1”, which Helm refuses. Pack the chart&apos;s folder anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds “%1” outside of a top folder. Pack the chart&apos;s folder itself, not the files in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds “%1”, which leads out of the chart. Helm refuses such names; pack the chart anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds “%1” with a drive letter, which Helm refuses. Pack the chart anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a gzip-compressed archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is an archive without files. Choose a packed chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) that macOS adds to archives were left out.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Reading %1 was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is gzip-compressed, but no tar archive. Choose a packed chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is cut short or damaged: it cannot be unpacked to the end. Pack or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unpacks to more than %2, the most that Helm takes for a chart. Take large files out of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds a file whose name is not UTF-8. Rename the file and pack the chart again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds the symbolic link “%2”, which Helm would unpack as an empty file. Put the file itself in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds “%2”, which is not a regular file but a device, pipe or socket. Take it out of the chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds the link “%2” to a file that is not in it. Put the file itself in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2 has %3 bytes. Helm takes files of at most %4; make it smaller or take it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds %1 more than once; the last one counts.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ChartChecks</name>
    <message>
        <source>%1 is missing. It is required; add it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is missing. It is required; add it by language, such as “en: …”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name “%1” must consist of at most 63 lower-case letters, digits, hyphens and dots, and begin and end with a letter or digit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has %1 characters; Helm&apos;s release names allow %2. The extension may not install.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The documentation asks for names of at most 32 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name with dots cannot become a namespace. Set “namespace”, or use hyphens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version “%1” must have three parts, such as 1.0.0 or 1.2.0-rc.1 (SemVer 2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters silently skip the version “%1”: it may hold only lower-case letters, digits, dots and hyphens, 63 at most, and no “+”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters are going to refuse versions of more than 32 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” under %2 is not a language code. Use the two letters of ISO 639-1, such as en or zh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no text for the language “%2”, which others have. Add it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no English text (en), which is the default language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The category “%1” may hold only letters, digits, “-”, “_” and “.”, 63 at most. Choose one of: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The marketplace does not know the category “%1”; the extension is listed without one. It knows: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>installationMode is “%1”, but must be HostOnly or Multicluster; clusters stop reading the whole repository otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a valid name of an annotation. Rename it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The annotations take more than 256 KiB together. Shorten them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: “&amp;&amp;” is understood neither by clusters nor by the console. Separate with a space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the console does not understand “%2” and greys out the install button. Write it with &gt;=, &lt;=, &gt;, &lt; and spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: “%2” leaves out clusters with a vendor&apos;s version such as v1.30.0-vendor.1. Add “-0”: %2-0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dependency has no name. Add the name of its sub-chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than one dependency is called “%1”, which Helm refuses. Rename one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias “%1” may hold only letters, digits, “-” and “_”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is left out: the dependencies of an extension stand in extension.yaml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart.yaml is replaced by one that is made from extension.yaml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>staticFileDirectory “%1” would remove the whole chart or lead out of it. Name a folder in the chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stands behind this “---” is never read. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty. Remove the entry or name a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a data: URL, which the console never shows. Name a file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names “%2”, which lies outside of the chart. Put the file into the chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names “%2”, but the chart has no such file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names “%2”, but that file is empty. Put the image there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean “%1”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the file or correct the path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>icon or screenshots come through a merge key (&lt;&lt;), where they cannot be replaced by URLs. Write them out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than six screenshots are rarely looked at.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ChartFolder</name>
    <message>
        <source>Reading the folder was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the file “%1” is not UTF-8. Rename it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The symbolic link %1 leads nowhere. Remove it or put the file in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The symbolic link %1 leads back to a folder above it, in a circle. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a regular file but a device, pipe or socket, which Helm refuses. Take it out of the chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a symbolic link to %2 outside of the chart. Its contents go into the package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read (%2). Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 bytes. Helm takes files of at most %3; make it smaller, or leave it out with .helmignore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder holds more than %1, the most that Helm takes for a chart. Leave large files out with .helmignore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.helmignore cannot be read (%1).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ChartReport</name>
    <message numerus="yes">
        <source>%n error(s) in the chart.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be too large; the images&apos; addresses decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server may refuse it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 % of %3): %4</source>
        <comment>bytes, percentage, limit, verdict</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>package %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image %1: uploaded as %2, %3 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out %1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent. Not checked: whether the server accepts the key, whether this version exists there, and the exact size, which depends on the images&apos; addresses.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ChartYaml</name>
    <message>
        <source>%1: Helm refuses this chart: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is empty or no map of names and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its name is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its name “%1” holds a slash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its version is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its type must be application or library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the alias “%1” holds characters that are not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than one dependency is called “%1”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::CloudClient</name>
    <message>
        <source>Signing in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking for the upload folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking up the version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taking the submission back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listing your extensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the extension</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the versions</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::CommandLine</name>
    <message>
        <source>%1; see &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--port needs a number up to 65535</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--as needs draft or rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no command &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no option %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes no argument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs one %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server to talk to; without it the account&apos;s, else https://apis.kubesphere.cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the account to use; without it the one used last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read the API key from the first line of the standard input, for this call only; no login is needed, and the keychain is left alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check everything that can be checked here, and send nothing; needs no key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compress as well as possible, which takes longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave uploaded images in the package as well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the note to the reviewers; without it the time and &quot;submit for review&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>overwrite a version that was approved; clusters that have it installed will not notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder to write to; without it the current one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the port to listen on; without it any free one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder in which the practice Cloud keeps its state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>approve each submission by itself after this time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the status that a rejected snapshot gets; without it rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep settings, journal and log in this folder instead of the user&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>print the result, or {&quot;error&quot;: …}, as one JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer every question with yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no progress and no notes; warnings and errors stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check an API key and keep it in the desktop&apos;s keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks for the API key, checks it with the server and keeps it in the keychain. Create the key at https://kubesphere.cloud/user/setting/ under Security, Create Access Token, with Extension ticked.

With --key-stdin the account (name, server, user) is stored, but not its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget an account and its key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removes the account from the settings and its key from the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish a chart and submit it for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CHART is an extension&apos;s folder or its .tgz. It is checked, its local images are uploaded, it is packed, uploaded and submitted. When that fails or is stopped on the way, the next push of the same content goes on at the first step not done.

A version that waits for review is taken back and replaced after a question (or with --yes). A version that was approved is refused unless --overwrite-active is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check a chart and pack it without sending anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes NAME-VERSION.tgz. Local images stay files of the package, since only an upload gives them a URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List your extensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prints ID, name, status and latest approved version of each extension.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show an extension and its snapshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prints the extension and each pushed version with its status and time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a submission back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the snapshot out of the review; it is a draft again and can be pushed again. Instead of a snapshot&apos;s ID the chart can be given whose version was pushed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a practice Cloud on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts a small server that behaves as KubeSphere Cloud does, prints its URL and a key, and runs until Ctrl-C. Nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve a submission in a practice Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plays the reviewer. The practice Cloud is named by --state, or by --server and its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject a submission in a practice Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a command: what there is, the exit codes, files and variables.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::Console</name>
    <message>
        <source>step %1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::Database</name>
    <message>
        <source>The folder %1 cannot be made. Check its permissions, or choose another folder with the option --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 is being opened by another program and stayed so. Close it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 cannot be used and could not be set aside. Check the permissions of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt&apos;s SQLite driver is missing. Install the package libqt6sql6-sqlite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal was written by a newer version of this program. It was kept as %1, and a new one was begun: publishes that were not finished cannot be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal was damaged. It was kept as %1, and a new one was begun: publishes that were not finished cannot be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::DatabaseQuery</name>
    <message>
        <source>The journal %1 is in use by another program and stayed so. Close it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 cannot be written. Check the permissions of the folder %2 (the option --profile chooses another folder).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 cannot be written: the disk is full or has a fault. Free some space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 is damaged. Try again: the damaged file is set aside then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal %1 cannot be used. The details tell why.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionMetadata</name>
    <message>
        <source>%1 must be %2; clusters drop the version otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false, without quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key %1 stands here and again in line %2; the last one counts. Remove the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 must begin with a map of names and values, such as &quot;name: my-extension&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a map with name, email and url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a map with name and email</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a map with the name of a sub-chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a map with name, type and version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: without quotes YAML reads %2 as a truth value, and clusters see “%3”. Put it in quotes: &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: without quotes YAML reads %2 as a number, and clusters see “%3”. Put it in quotes: &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::HelmIgnore</name>
    <message>
        <source>The pattern is broken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.helmignore:%1 is longer than Helm reads. Split the line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.helmignore:%1 uses &quot;**&quot;, which Helm does not take. Name the folders one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.helmignore:%1 is not a pattern that Helm understands: %2. Correct or remove the line.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::HelpText</name>
    <message>
        <source>publish KubeSphere extensions to the KubeSphere Marketplace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused before anything was sent (chart missing, broken, too large …)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong usage, or an answer was needed that could not be asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>network: nothing usable came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server refused the API key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused by the server, or its reply could not be understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled; the same command goes on where it was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the proxy to use, in small or capital letters; this computer itself is always reached directly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings, journal and log, unless --profile names another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results go to the standard output; progress, notes, warnings and errors to the standard error. Where the standard input is not a terminal, or with --key-stdin, nothing is asked: a question then needs --yes. With --json one object is printed: the result, or {&quot;error&quot;: {&quot;kind&quot;, &quot;sentence&quot;, &quot;detail&quot;, &quot;httpStatus&quot;, &quot;exitCode&quot;}}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ks-publisher-cli: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit codes:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variables:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;ks-publisher-cli help COMMAND&quot; explains one command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Example:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::HttpErrors</name>
    <message>
        <source>%1 failed: %2</source>
        <comment>step, reason</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time-out, since nothing moved any more after %1 of %2. Check the connection and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time-out, since %1 did not answer in time. Check the connection and try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no address is known for the server %1. Check the server&apos;s name and the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refused the connection; no server is running there. Check the address and the port, or try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time-out, since %1 could not be reached in time. Check the connection and try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no secure connection (TLS) to %1 could be made: %2 Nothing was sent. Check the server&apos;s address, the clock of this computer, and whether a proxy stands in between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the proxy was not found. Check the variables http_proxy and https_proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the proxy asks for a user name and a password. Put them into http_proxy and https_proxy, as in http://user:password@proxy:3128.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the proxy did not let the connection through. Check the variables http_proxy and https_proxy, or name the server in no_proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the reply of %1 was cut short. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 closed the connection after %2 of %3 were sent, without an answer. A server that takes no file of this size behaves so, and so does a broken connection. Try again; if it happens again, send less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection to %1 broke before an answer came. Check the connection and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server does not accept this API key. Check it, or create a new access token with “Extension” ticked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web page came instead of the Cloud&apos;s answer, probably from a proxy or gateway in between. Check the server&apos;s address, or try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server wants the request sent elsewhere, which is not done with an API key. Check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server wants the request sent to %1, which is not done with an API key. Check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>the server is busy. Try again in %n second(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the server is busy. Try again in %n minute(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the API key may not do this. Check that you use the account that owns the extension.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server does not know what was asked for. Check the name, the account and the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not fit the state on the server. Look at the extension&apos;s state there and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server takes no upload of %1. Make the files smaller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the request is too large for the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too many requests. Wait some minutes and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server has a problem of its own. Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server did not accept the request. Try again; if it happens again, report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s reply is too large to be right. Check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server answered with a web page instead of data. A proxy or a sign-in page may stand in between; check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s reply is empty. Try again later, or check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s reply is not valid JSON. Try again later, or check the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s reply does not contain what was expected. Check that the address is that of a KubeSphere Cloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s reply cannot be read. Check the server&apos;s address and port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was cancelled.</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no connection to %1 could be made. Check the network and the server&apos;s address.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::HttpJob</name>
    <message>
        <source>the API key contains characters that no key has. Enter it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name or an ID in it is empty or consists of dots.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s address cannot be used. Check it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::Journal</name>
    <message>
        <source>The journal has lost this publish. Publish the chart again; what is on the server already is found there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::JournalPackages</name>
    <message>
        <source>The package cannot be kept in the folder %1. Check its permissions and the free space of the disk, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package of this publish is no longer kept on this computer. Publish the chart anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package kept for this publish was changed on the disk. Publish the chart anew.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::KeyReader</name>
    <message>
        <source>The first line of the standard input is too long to be an API key. Send the key alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No API key came in. With --key-stdin it is expected as the first line of the standard input.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::KeychainKeyStore</name>
    <message>
        <source>The keychain did not answer in time. The API key is asked for each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not grant access. The API key is asked for each time, until you unlock the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No keychain answers on this computer, so that the API key cannot be kept safely and is asked for each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not keep the API key, so that it is asked for each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not remove the API key. Remove the entry “ks-publisher” with the desktop&apos;s key manager.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::KsbuilderConfig</name>
    <message>
        <source>This is not ksbuilder&apos;s configuration, or ksbuilder is not logged in. Enter the API key instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The API key in ksbuilder&apos;s configuration cannot be read. Enter it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ksbuilder&apos;s configuration %1 cannot be read. Enter the API key instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too large to be ksbuilder&apos;s configuration. Enter the API key instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::LoginVerb</name>
    <message>
        <source>login failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account &quot;%1&quot; was stored, its API key was not: give the key with --key-stdin each time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::LogoutVerb</name>
    <message>
        <source>Nobody is signed in, so there is nothing to forget.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no account &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If a keychain holds the API key of this account, it is still there. %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::MetadataRewriter</name>
    <message>
        <source>%1: the images&apos; URLs cannot be put in here without changing something else. Write icon and screenshots as plain texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must begin with a map of names and values.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PackageBuilder</name>
    <message>
        <source>Packing was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This line refers to %1/, which is left out of the package (staticFileDirectory). Use an absolute https:// address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 bytes packed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package would have at least %1 bytes; the Cloud takes at most %2. Make the largest files smaller or leave them out with .helmignore: %3.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PackageVerb</name>
    <message>
        <source>No package was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package has %1, more than the Cloud takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written (%2). Choose another folder with -o.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PracticeCommandLine</name>
    <message>
        <source>Shows this help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The port to listen on; 0, the default, takes a free one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NUMBER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder that keeps everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FOLDER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approves each submission by itself after that many seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SECONDS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits that many milliseconds before each answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MILLISECONDS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appends a line of JSON for each request, without keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes up that many extensions when the state folder is new.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives each made-up extension that many versions; 1 is the default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice Cloud: a small server on this computer with the calls of the KubeSphere Cloud, for trying things without an account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See ks-practice-cloud --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not an option.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--%1 needs a whole number from 0 to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--state needs the name of a folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PracticeServer</name>
    <message>
        <source>The port %1 cannot be used, perhaps because another program has it. Name another one, or 0 for any.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PracticeState</name>
    <message>
        <source>No practice Cloud is running on the folder %1. Start one, or name its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 does not say how to reach the practice Cloud. Stop the practice Cloud and start it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 could not be written. Check that the folder is writable and the disk is not full.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PracticeStore</name>
    <message>
        <source>So many versions cannot be made up. Ask for fewer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PracticeVerb</name>
    <message>
        <source>The practice Cloud, %1, cannot be started. Install this program anew.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::Prompt</name>
    <message>
        <source>%1 Nobody can be asked here: add --yes to agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[y/N]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The input ended before the question was answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An API key is needed, and nobody can be asked for it here. Send it as the first line of the standard input with --key-stdin, or sign in first with the command login.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PublishJob</name>
    <message>
        <source>Publishing was cancelled. The next push of the same chart goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking account and version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawing the version that waits for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uploading the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitting for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This key belongs to the user %1, but the account is that of %2. Enter the key of %2, or sign in to another account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 of %2 is approved already. Clusters that have it will not notice an overwritten version: raise the version, or allow it with --overwrite-active.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent: the version that waits for review stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going on with the publish of %1 %2 that began at %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version is waiting for review already; nothing is sent again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version is approved already; nothing is sent again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the images&apos; addresses the package has %1 bytes; the Cloud takes at most %2. It was not sent. These images remain on the server: %3. Make the package smaller and push again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PublishLock</name>
    <message>
        <source>The folder %1 cannot be written. Check its permissions and the free space of the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 is being published already (%3, process %4). Wait until that has ended, or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::PushVerb</name>
    <message>
        <source>Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package has %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 waits for review (snapshot %2). Withdraw it, replace it and submit it again?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 exists with the status “%2” (snapshot %3). Replace it and submit it?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::RequestLog</name>
    <message>
        <source>The log file %1 cannot be written. Name another one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ReviewVerb</name>
    <message>
        <source>Approving the snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejecting the snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snapshot %1 is %2 now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ServerAccess</name>
    <message>
        <source>There is no account &quot;%1&quot;. Sign in with &quot;ks-publisher-cli login --account %1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account &quot;%1&quot; belongs to %2. Leave out either --account or --server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not encrypted: whoever is on the way can read your API key. Send it all the same?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain has no API key for the account &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API key: </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::ServerUrl</name>
    <message>
        <source>The server&apos;s address is empty. Give one such as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not the address of a server. It begins with https:// and a host name, such as %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s address must not contain a user name or a password. Leave out what stands before the “@”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s address must not contain “?” or “#”. Leave out what follows them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not encrypted: whoever is on the way can read your API key. Use an https:// address, or say explicitly that you accept this.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::StateFolder</name>
    <message>
        <source>The folder %1 cannot be used. Name another folder, or one of your own that is writable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another practice Cloud is running on the folder %1. Stop it first, or name another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be locked. Check that it is writable and the disk is not full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read. Check whom it belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is damaged and cannot be set aside. Move it away, or name another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 was damaged. It was set aside as %2, and the practice Cloud goes on without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is missing or damaged. Push the extension again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 could not be written. Check that the folder is writable and the disk is not full.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::SubCharts</name>
    <message>
        <source>Packing was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the sub-charts are nested too deeply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is neither a sub-chart nor an archive of one (.tgz), and Helm refuses the chart for it. Move it out of charts/.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sub-chart %1 has no Chart.yaml, and Helm refuses the chart for it. Add it, or move the folder out of charts/.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: another sub-chart is called “%2”, too. Remove one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1values.schema.json is not valid JSON (%2). Correct it; Helm refuses the chart otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chart and its sub-charts unpack to more than Helm takes (100 MiB). Take large files out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package has no Chart.yaml.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::TarGzWriter</name>
    <message>
        <source>%1 cannot be put into the package. Rename the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package could not be compressed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::UnpushVerb</name>
    <message>
        <source>The chart %1 does not say its name and version. Give the snapshot&apos;s ID instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>404 Not Found. The server has no version %1 of %2, so there is nothing to take back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::Verb</name>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::YamlDocument</name>
    <message>
        <source>%1 must hold a map of names and values. Correct the file and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not UTF-8 text. Save the file in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ksp::YamlReader</name>
    <message>
        <source>%1:%2 is not UTF-8 text. Save the file in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 holds a control character, which YAML does not allow. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2:%3 is not valid YAML (%4). Correct the file and try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
