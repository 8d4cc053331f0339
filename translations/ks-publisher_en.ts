<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>ksp::ChartArchive</name>
    <message numerus="yes">
        <source>%n file(s) that macOS adds to archives were left out.</source>
        <translation>
            <numerusform>%n file that macOS adds to archives was left out.</numerusform>
            <numerusform>%n files that macOS adds to archives were left out.</numerusform>
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
</TS>
