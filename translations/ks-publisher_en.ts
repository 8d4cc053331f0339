<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>ksp::AccountPage</name>
    <message numerus="yes">
        <source>The server asks to wait. It is asked again in %n second(s)…</source>
        <translation>
            <numerusform>The server asks to wait. It is asked again in %n second…</numerusform>
            <numerusform>The server asks to wait. It is asked again in %n seconds…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No answer came from the server. It is asked again in %n second(s)…</source>
        <translation>
            <numerusform>No answer came from the server. It is asked again in %n second…</numerusform>
            <numerusform>No answer came from the server. It is asked again in %n seconds…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::BetaTexts</name>
    <message numerus="yes">
        <source>It is in the beta repository, but %n file(s) differ from what was sent.</source>
        <translation>
            <numerusform>It is in the beta repository, but %n file differs from what was sent.</numerusform>
            <numerusform>It is in the beta repository, but %n files differ from what was sent.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ChartDrop</name>
    <message numerus="yes">
        <source>These are %n files. Drop one chart at a time: its folder or its package (.tgz).</source>
        <translation>
            <numerusform>This is %n file. Drop one chart at a time: its folder or its package (.tgz).</numerusform>
            <numerusform>These are %n files. Drop one chart at a time: its folder or its package (.tgz).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ChartFacts</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sub-chart(s)</source>
        <translation>
            <numerusform>%n sub-chart</numerusform>
            <numerusform>%n sub-charts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more language(s)</source>
        <translation>
            <numerusform>and %n more language</numerusform>
            <numerusform>and %n more languages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n left out</numerusform>
            <numerusform>%n left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ChartPage</name>
    <message numerus="yes">
        <source>%n error(s) must be mended first.</source>
        <translation>
            <numerusform>%n error must be mended first.</numerusform>
            <numerusform>%n errors must be mended first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Read again: %n file(s) changed (%1).</source>
        <translation>
            <numerusform>Read again: %n file changed (%1).</numerusform>
            <numerusform>Read again: %n files changed (%1).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ChartReport</name>
    <message numerus="yes">
        <source>%n error(s) in the chart.</source>
        <translation>
            <numerusform>%n error in the chart.</numerusform>
            <numerusform>%n errors in the chart.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) above ask whether this is to be published. Go on?</source>
        <translation>
            <numerusform>%n warning above asks whether this is to be published. Go on?</numerusform>
            <numerusform>%n warnings above ask whether this is to be published. Go on?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::Console</name>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>Trying again in %n second.</numerusform>
            <numerusform>Trying again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::DiffView</name>
    <message numerus="yes">
        <source>⋯ %n unchanged line(s)</source>
        <translation>
            <numerusform>⋯ %n unchanged line</numerusform>
            <numerusform>⋯ %n unchanged lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) added</source>
        <translation>
            <numerusform>%n line added</numerusform>
            <numerusform>%n lines added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>%n line removed</numerusform>
            <numerusform>%n lines removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionsPage</name>
    <message numerus="yes">
        <source>Refreshed %n minute(s) ago</source>
        <translation>
            <numerusform>Refreshed %n minute ago</numerusform>
            <numerusform>Refreshed %n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Refreshed %n hour(s) ago</source>
        <translation>
            <numerusform>Refreshed %n hour ago</numerusform>
            <numerusform>Refreshed %n hours ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::FileNameChecks</name>
    <message numerus="yes">
        <source>The same holds for %n more file(s).</source>
        <translation>
            <numerusform>The same holds for %n more file.</numerusform>
            <numerusform>The same holds for %n more files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::FindingsView</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of advice</source>
        <translation>
            <numerusform>%n piece of advice</numerusform>
            <numerusform>%n pieces of advice</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::HttpErrors</name>
    <message numerus="yes">
        <source>the server is busy. Try again in %n second(s).</source>
        <translation>
            <numerusform>the server is busy. Try again in %n second.</numerusform>
            <numerusform>the server is busy. Try again in %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the server is busy. Try again in %n minute(s).</source>
        <translation>
            <numerusform>the server is busy. Try again in %n minute.</numerusform>
            <numerusform>the server is busy. Try again in %n minutes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ImagesSection</name>
    <message numerus="yes">
        <source>%n more screenshot(s) are not shown here.</source>
        <translation>
            <numerusform>%n more screenshot is not shown here.</numerusform>
            <numerusform>%n more screenshots are not shown here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::Look</name>
    <message numerus="yes">
        <source>%1 bytes</source>
        <comment>a size; %1 is the number</comment>
        <translation>
            <numerusform>%1 byte</numerusform>
            <numerusform>%1 bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::MainWindow</name>
    <message numerus="yes">
        <source>The reviewers decided about %n extension(s).</source>
        <translation>
            <numerusform>The reviewers decided about %n extension.</numerusform>
            <numerusform>The reviewers decided about %n extensions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::PlanView</name>
    <message numerus="yes">
        <source>Upload %n image(s)</source>
        <translation>
            <numerusform>Upload %n image</numerusform>
            <numerusform>Upload %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::PreviewPage</name>
    <message numerus="yes">
        <source>See %n error(s) of the chart</source>
        <translation>
            <numerusform>See %n error of the chart</numerusform>
            <numerusform>See %n errors of the chart</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>See %n warning(s) about the chart</source>
        <translation>
            <numerusform>See %n warning about the chart</numerusform>
            <numerusform>See %n warnings about the chart</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ResumeOffer</name>
    <message numerus="yes">
        <source>%n image(s) that were sent remain on the server; no way to delete them is known.</source>
        <translation>
            <numerusform>%n image that was sent remains on the server; no way to delete it is known.</numerusform>
            <numerusform>%n images that were sent remain on the server; no way to delete them is known.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ReviewNotices</name>
    <message numerus="yes">
        <source>%n status(es) changed</source>
        <translation>
            <numerusform>%n status changed</numerusform>
            <numerusform>%n statuses changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ReviewStatus</name>
    <message numerus="yes">
        <source>%1 not loaded</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 not loaded</numerusform>
            <numerusform>%1 not loaded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 in review</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 in review</numerusform>
            <numerusform>%1 in review</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 approved</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 approved</numerusform>
            <numerusform>%1 approved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 drafts</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 draft</numerusform>
            <numerusform>%1 drafts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 passed</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 passed</numerusform>
            <numerusform>%1 passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rejected</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 rejected</numerusform>
            <numerusform>%1 rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 suspended</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 suspended</numerusform>
            <numerusform>%1 suspended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::SizeSection</name>
    <message numerus="yes">
        <source>The chart has %n error(s). The package is made when they are corrected.</source>
        <translation>
            <numerusform>The chart has %n error. The package is made when it is corrected.</numerusform>
            <numerusform>The chart has %n errors. The package is made when they are corrected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::StatusFilterBar</name>
    <message numerus="yes">
        <source>All %1</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>All %1</numerusform>
            <numerusform>All %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::StepRow</name>
    <message numerus="yes">
        <source>The server asks to wait. It goes on in %n second(s).</source>
        <translation>
            <numerusform>The server asks to wait. It goes on in %n second.</numerusform>
            <numerusform>The server asks to wait. It goes on in %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No answer came. It is tried again in %n second(s).</source>
        <translation>
            <numerusform>No answer came. It is tried again in %n second.</numerusform>
            <numerusform>No answer came. It is tried again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::SubmitPage</name>
    <message numerus="yes">
        <source>Changed since the preview: %1 and %n more file(s). What is sent is what the preview shows.</source>
        <translation>
            <numerusform>Changed since the preview: %1 and %n more file. What is sent is what the preview shows.</numerusform>
            <numerusform>Changed since the preview: %1 and %n more files. What is sent is what the preview shows.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::SuccessView</name>
    <message numerus="yes">
        <source>%n image(s) on the server</source>
        <translation>
            <numerusform>%n image on the server</numerusform>
            <numerusform>%n images on the server</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::TrayIcon</name>
    <message numerus="yes">
        <source>news on %n extension(s)</source>
        <translation>
            <numerusform>news on %n extension</numerusform>
            <numerusform>news on %n extensions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::WatchVerb</name>
    <message numerus="yes">
        <source>Watching %n extension(s). Ctrl-C ends it.</source>
        <translation>
            <numerusform>Watching %n extension. Ctrl-C ends it.</numerusform>
            <numerusform>Watching %n extensions. Ctrl-C ends it.</numerusform>
        </translation>
    </message>
</context>
</TS>
