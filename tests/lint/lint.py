#!/usr/bin/python3
"""clang-format, clang-tidy and clazy over the project's sources; any finding is an error.

usage: lint.py ROOT BUILD-FOLDER [FILES]

A source whose last check was clean is not checked again until it, a header of ours that it includes, its compile
command, a tool or the configuration changes. ninja knows the headers, so the build folder must be up to date.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

FOLDERS = ("app", "ui", "tests")
# Level 0 and 1 without those that contradict how we write, and the few of level 2 that find real faults.
CLAZY = ",".join(["level0", "level1", "base-class-event", "copyable-polymorphic", "old-style-connect", "virtual-call-ctor"])

root = pathlib.Path(sys.argv[1]).resolve()
build = pathlib.Path(sys.argv[2]).resolve()
chosen = {str(pathlib.Path(name).resolve()) for name in sys.argv[3:]}
stamps_file = root / ".dev" / "lint.json"
ours = re.compile("^" + re.escape(str(root)) + "/(" + "|".join(FOLDERS) + ")/")


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def included_headers():
    """Object file -> our own files that it was compiled from, as ninja recorded them."""
    headers, current = {}, []
    for line in output_of("ninja", "-C", str(build), "-t", "deps").stdout.splitlines():
        if line.startswith("    "):
            path = os.path.normpath(os.path.join(build, line.strip()))
            if ours.match(path) and os.path.exists(path):
                current.append(path)
        elif ": #deps" in line:
            current = headers[line.split(": #deps")[0]] = []
    return headers


def check_format():
    names = sorted(str(p) for f in FOLDERS for e in ("*.cpp", "*.h") for p in (root / f).rglob(e))
    names = [n for n in names if not chosen or n in chosen]
    if not names:
        return True
    result = output_of("clang-format", "--dry-run", "-Werror", *names)
    places = {}
    for name, line in re.findall(r"^(.*?):(\d+):\d+: error: ", result.stdout, re.M):
        places.setdefault(os.path.relpath(name, root), []).append(line)
    for name, lines in sorted(places.items()):
        print(f"{name}: clang-format would change line {', '.join(dict.fromkeys(lines))}")
    if result.returncode != 0 and not places:
        print(result.stdout, end="")
    return result.returncode == 0


def check_tool_tips():
    """Qt reads a tool tip as HTML where it looks like some, and opens the files that it names: every tip is made by
    toolTipText(), so that what others wrote is shown as it is."""
    bad = []
    for path in sorted(p for f in ("app", "ui") for p in (root / f).rglob("*.cpp")):
        text = path.read_text()
        for call in re.finditer(r"\b(?:setToolTip|QToolTip::showText)\(", text):
            statement = text[call.start():text.find(";", call.start())]
            if "toolTipText(" not in statement and not re.search(r"setToolTip\((?:\d+, )?(?:\{\}|QString\(\))?\)", statement):
                bad.append(f"{path.relative_to(root)}:{text.count(chr(10), 0, call.start()) + 1}: a tool tip without toolTipText()")
        if "ToolTipRole" in text and "toolTipText(" not in text:
            bad.append(f"{path.relative_to(root)}: a ToolTipRole without toolTipText()")
    for line in bad:
        print(line)
    return not bad


def findings(source):
    """The text of what the two checkers found in one source; empty when it is clean."""
    header_filter = "-header-filter=" + ours.pattern
    tidy = output_of("clang-tidy", "--quiet", "-p", str(build), header_filter, source)
    clazy = output_of("clazy-standalone", "-p", str(build), header_filter, "-checks=" + CLAZY,
                      "--extra-arg=-Wno-missing-field-initializers", source)
    text = ""
    for result in (tidy, clazy):
        if result.returncode != 0 or re.search(r": (warning|error): ", result.stdout):
            text += result.stdout
    return text


def precompile(entries):
    """Both tools read Qt's headers from what clang made of them, as the compiler does from what g++ made of them: where
    there is NAME.pch beside NAME, clang takes it before g++'s NAME.gch."""
    def compiled(entry):
        header = entry["file"].removesuffix(".cxx")
        options = re.sub(" -x c[+][+]-header .*| -Winvalid-pch", "", entry["command"]).split(maxsplit=1)[1]
        command = f"clang++ {options} -Wno-everything -x c++-header {header} -o {header}.pch"
        return subprocess.run(command, shell=True, cwd=entry["directory"], check=False).returncode == 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return all(list(pool.map(compiled, (e for e in entries if e["file"].endswith("cmake_pch.hxx.cxx")))))


def check_sources():
    tools = [output_of(t, "--version").stdout for t in ("clang-tidy", "clazy-standalone")]
    common = json.dumps([tools, sha256(root / ".clang-tidy"), sha256(__file__)])
    headers = included_headers()
    keys = {}
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        source = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if not ours.match(source) or (chosen and source not in chosen):
            continue
        object_file = re.search(r" -o (\S+)", entry["command"]).group(1)
        files = sorted({source, *headers.get(object_file, [])})
        text = common + entry["command"] + "".join(f + sha256(f) for f in files)
        keys[source] = hashlib.sha256(text.encode()).hexdigest()
    try:
        stamps = json.loads(stamps_file.read_text())
    except (OSError, ValueError):
        stamps = {}
    pending = sorted(s for s in keys if stamps.get(s) != keys[s])
    bad = 0
    if pending and not precompile(entries):
        print("clang cannot read the headers that are compiled once (KSP_HEADERS).")
        return False
    try:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {pool.submit(findings, source): source for source in pending}
            for job in concurrent.futures.as_completed(jobs):
                source = jobs[job]
                if job.result():
                    bad += 1
                    print(f"== {os.path.relpath(source, root)}\n{job.result()}", flush=True)
                else:
                    stamps[source] = keys[source]
    finally:
        stamps_file.parent.mkdir(exist_ok=True)
        new = stamps_file.with_suffix(".new")
        new.write_text(json.dumps(stamps))
        new.replace(stamps_file)
    print(f"{len(keys)} sources, {len(pending)} of them changed since they were last clean: {bad} with findings.")
    return bad == 0


well_formatted = check_format()
plain_tips = check_tool_tips()
clean = check_sources()
sys.exit(0 if well_formatted and plain_tips and clean else 1)
