#!/bin/bash
# translations-test.sh TREE LUPDATE: the files of translations/ hold every text of the sources, translated, and nothing
# else. They are read from the sources again as the target update_translations does it, but on copies.
set -euo pipefail
cd "$1"
lupdate=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp translations/*.ts "$work/"
folders=(app)
[[ ! -d ui ]] || folders+=(ui)
update() { # TS-FILE OPTION…
    "$lupdate" -no-obsolete -locations none -silent "${@:2}" "${folders[@]}" -extensions h,cpp -ts "$work/$1" \
        2>>"$work/complaints" || { cat "$work/complaints"; exit 1; }
}
update ks-publisher_zh_CN.ts
update ks-publisher_en.ts -pluralonly

/usr/bin/python3 - translations "$work" <<'PYTHON'
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

# A sentence stays a sentence, a question a question. Brackets and quotes may move with the order of the words.
FINAL = {"。": ".", "：": ":", "？": "?", "！": "!", "；": ";", "，": ",", "、": ",", "…": "…"} | {c: c for c in ".:?!;,"}


def messages(path):
    """(context, source, comment) -> the <message>"""
    found = {}
    for context in ElementTree.parse(path).iter("context"):
        for message in context.iter("message"):
            found[context.findtext("name"), message.findtext("source"), message.findtext("comment", "")] = message
    return found


def forms(message):
    translation = message.find("translation")
    return [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]


def placeholders(text):
    return set(re.findall(r"%(?:L?[0-9]{1,2}|L?n)", text))


def ending(text):
    return FINAL.get(text.rstrip()[-1:], "")


def wrong(source, message):
    if message.find("translation").get("type") or not all(form.strip() for form in forms(message)):
        yield "not translated"
        return
    for form in forms(message):
        if placeholders(source) != placeholders(form):
            yield f"other placeholders in “{form}”"
        if ending(source) != ending(form):
            yield f"ends otherwise: “{form}”"


kept, updated = map(pathlib.Path, sys.argv[1:])
# lupdate complains of texts that it files under another class than the one that looks for them when the program runs.
failures = list(dict.fromkeys((updated / "complaints").read_text().splitlines()))
count = 0
for path in sorted(kept.glob("*.ts")):
    before, after = messages(path), messages(updated / path.name)
    count += len(after)
    for key in before.keys() | after.keys():
        context, source, _ = key
        reasons = (
            ["no longer in the sources"] if key not in after
            else ["missing"] if key not in before
            else wrong(source, after[key])
        )
        failures += [f"{path.name}: {context}: “{source}”: {reason}" for reason in reasons]
if failures:
    print("\n".join(sorted(failures)))
    sys.exit(f"Faults: {len(failures)}. The target update_translations brings the files up to date; then translate.")
if count == 0:
    sys.exit("There is nothing to translate, which cannot be.")
print(f"All {count} messages are translated.")
PYTHON
