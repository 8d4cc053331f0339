#!/usr/bin/env python3
"""Writes tests/data/hostile: small files that mean no good, each named after what it tries.

Run it after a change; the files are committed, and the same input makes the same bytes. What is large is made by
tests/attack/HostileRecipes at run time.
"""
import os
import struct
import zlib

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile")
HEAD = b"""apiVersion: kubesphere.io/v1alpha1
name: demo
version: 1.0.0
displayName:
  en: Demo
description:
  en: A demo.
category: dev-tools
provider:
  en:
    name: Someone
icon: static/icon.svg
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">'


def write(folder, name, data):
    with open(os.path.join(OUT, folder, name), "wb") as f:
        f.write(data)


def yaml(name, more=b"", head=HEAD):
    write("extension-yaml", name + ".yaml", head + more)


def svg(name, content, head=SVG):
    write("images", name + ".svg", head + content + b"</svg>")


def chunk(kind, data, crc=None):
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png(name, width, height, rest, header_crc=None):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    write("images", name + ".png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header, header_crc) + rest)


def reply(name, data):
    write("replies", name, data)


# YAML
letters = b"abcdefghi"
bomb = b"a: &a [x, x, x, x, x, x, x, x, x]\n"
for before, now in zip(letters, letters[1:]):
    bomb += b"%c: &%c [%s]\n" % (now, now, b", ".join([b"*%c" % before] * 9))
yaml("alias-bomb", bomb)
merges = b"a: &a {k0: 1, k1: 1}\n"
for before, now in zip(letters, letters[1:]):
    merges += b"%c: &%c {<<: [%s], k: 1}\n" % (now, now, b", ".join([b"*%c" % before] * 9))
yaml("merge-bomb", merges)
yaml("alias-to-itself", b"a: &a [*a]\n")
yaml("alias-unknown", b"a: *b\n")
yaml("deep-flow", b"a: " + b"[" * 3000 + b"]" * 3000 + b"\n")
yaml("deep-block", b"a:\n" + b"- " * 3000 + b"x\n")
yaml("tab-as-indentation", b"a:\n\tb: 1\n")
yaml("control-character", b"a: x\x07y\n")
yaml("latin-1", b"a: M\xfcller\n")
yaml("utf-8-cut-short", b"a: \xe4\xb8")
yaml("surrogate", b"a: \xed\xa0\x80\n")
write("extension-yaml", "utf-16.yaml", HEAD.decode().encode("utf-16"))
yaml("nul-byte", b"a: x\0y\n")
yaml("byte-order-mark-within", b"\xef\xbb\xbfa: 1\n")
yaml("duplicate-keys", b"name: other\nname: demo\n")
yaml("tag-of-python", b"a: !!python/object/apply:os.system [echo]\n")
yaml("tag-that-does-not-fit", b"a: !!int one\n")
yaml("merge-of-a-text", b"<<: text\n")
yaml("key-null", b"~: 1\n")
yaml("key-a-list", b"? [a, b]\n: 1\n")
yaml("key-very-long", b"? " + b"k" * 5000 + b"\n: 1\n")
yaml("directive-of-another-version", head=b"%YAML 3.0\n---\n" + HEAD)
yaml("not-a-number", b"a: .nan\n")
yaml("second-document", b"---\nname: other\n")
yaml("name-a-path", head=HEAD.replace(b"name: demo", b"name: ../../evil"))
yaml("name-terminal-escapes", head=HEAD.replace(b"name: demo", b'name: "\\e[2Jdemo"'))
yaml("version-a-path", head=HEAD.replace(b"1.0.0", b"1.0.0/../../../evil"))
yaml("icon-leads-out", head=HEAD.replace(b"static/icon.svg", b"../../../../etc/passwd"))
yaml("icon-absolute", head=HEAD.replace(b"static/icon.svg", b"/etc/passwd"))
yaml("icon-a-folder", head=HEAD.replace(b"static/icon.svg", b"static"))
yaml("static-folder-leads-out", b"staticFileDirectory: ../..\n")
yaml("screenshots-a-text", b"screenshots: static/icon.svg\n")
yaml("keywords-a-map", b"keywords: {a: b}\n")
yaml("unclosed-quote", b'a: "' + b"x" * 3000 + b"\n")

# SVG
svg("refers-to-a-file", b'<image xlink:href="file:///etc/passwd" width="8" height="8"/><rect width="4" height="4"/>')
svg("refers-to-a-server", b'<image href="http://127.0.0.1:1/a.png" width="8" height="8"/><rect width="4" height="4"/>')
svg("refers-to-a-device", b'<image href="/dev/zero" width="8" height="8"/><rect width="4" height="4"/>')
svg("style-imports", b'<style>@import url("file:///etc/passwd");rect{fill:url(/etc/passwd)}</style><rect width="4" height="4"/>')
svg("script", b'<script>while(true);</script><rect width="4" height="4" onload="x()"/>')
svg("use-of-itself", b'<g id="a"><use xlink:href="#a"/></g>')
svg("use-in-a-circle", b'<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')
doubling = b'<g id="g0"><rect width="1" height="1"/></g>'
for i in range(1, 40):
    doubling += b'<g id="g%d"><use href="#g%d"/><use href="#g%d"/></g>' % (i, i - 1, i - 1)
svg("use-doubling", doubling)
svg("pattern-of-itself", b'<pattern id="p" width="1" height="1"><rect fill="url(#p)" width="1" height="1"/></pattern><rect fill="url(#p)"/>')
entities = b'<!DOCTYPE svg [<!ENTITY a0 "aaaaaaaaaa">'
for i in range(1, 10):
    entities += b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10)
svg("entity-bomb", b"<text>&a9;</text>", entities + b"]>" + SVG)
svg("entity-of-a-file", b'<text>&x;</text><rect width="4" height="4"/>', b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG)
svg("huge-measures", b'<rect width="4" height="4"/>', SVG.replace(b'"8"', b'"1000000000"'))
svg("huge-view-box", b'<rect width="4" height="4"/>', SVG.replace(b"<svg", b'<svg viewBox="-1e300 -1e300 1e308 1e308"'))
svg("not-a-number", b'<rect width="nan" height="inf"/><circle r="1e999"/>')
svg("huge-font", b'<text font-size="100000000">W</text>')
svg("deep-groups", b"<g>" * 3000 + b"</g>" * 3000)
svg("tiny-dashes", b'<path d="M0 0H1000000000" stroke="#000" stroke-width="8" stroke-dasharray="0.00001"/>')
write("images", "not-closed.svg", SVG + b"<g>")
svg("namespace-mess", b'<g xmlns:a="b"><a:use a:href="#x"/></g><rect width="4" height="4"/>')

# PNG and others
png("100000-by-100000", 100000, 100000, chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
png("largest-measures", 0x7FFFFFFF, 0x7FFFFFFF, chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))
png("no-measures", 0, 0, chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))
png("header-checksum-wrong", 8, 8, chunk(b"IDAT", zlib.compress(b"\0" * 200)) + chunk(b"IEND", b""), 1)
png("no-data", 8, 8, chunk(b"IEND", b""))
png("less-data-than-said", 4000, 4000, chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b""))
png("more-data-than-said", 8, 8, chunk(b"IDAT", zlib.compress(b"\0" * 30000000, 9)) + chunk(b"IEND", b""))
png("length-lies", 8, 8, struct.pack(">I", 0x7FFFFFFF) + b"IDAT" + b"x" * 20)
png("text-bomb", 8, 8, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 50000000, 9))
    + chunk(b"IDAT", zlib.compress(b"\0" * 200)) + chunk(b"IEND", b""))
png("only-a-header", 8, 8, b"")
write("images", "largest-measures.gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00;")
write("images", "largest-measures.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
      b"\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9")
write("images", "length-lies.webp", b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f\xff\xff\xff\xff\xff")
write("images", "says-png.png", b"MZ\x90\0 this is a program")

# Replies of a server to the listing
one = b'{"extension_id": "1", "name": "demo", "status": "ready"}'
reply("huge-numbers.json", b'{"extensions": [{"extension_id": 1e999, "name": "demo"}]}')
reply("ids-are-numbers.json", b'{"extensions": [{"extension_id": 123456789012345678, "name": "demo"}]}')
reply("deep.json", b'{"extensions": ' + b"[" * 5000 + b"]" * 5000 + b"}")
reply("extensions-an-object.json", b'{"extensions": {"0": ' + one + b"}}")
reply("extensions-a-text.json", b'{"extensions": "none"}')
reply("items-are-texts.json", b'{"extensions": ["demo"]}')
reply("name-missing.json", b'{"extensions": [{"extension_id": "1"}]}')
reply("name-a-list.json", b'{"extensions": [{"extension_id": "1", "name": ["demo"]}]}')
reply("a-list.json", b"[" + one + b"]")
reply("a-text.json", b'"demo"')
reply("garbage-behind.json", b'{"extensions": null} {"more": 1}')
reply("cut-short.json", b'{"extensions": [' + one)
reply("utf-16.json", '{"extensions": null}'.encode("utf-16"))
reply("not-utf-8.json", b'{"extensions": [{"extension_id": "1", "name": "\xff\xfe"}]}')
reply("nul-byte.json", b'{"extensions": [{"extension_id": "1", "name": "a\0b"}]}')
reply("web-page.html", b"<!DOCTYPE html><html><body>Sign in</body></html>")
reply("fine-terminal-escapes.json", b'{"extensions": [{"extension_id": "1", "name": "de\\u001b[2J\\u0007mo", "status": "rea\\ndy"}]}')
reply("fine-duplicate-keys.json", b'{"extensions": 1, "extensions": [' + one + b"]}")
reply("fine-unknown-word.json", b'{"extensions": [{"extension_id": "1", "name": "demo", "status": "\xe2\x80\xaefrozen"}], "x": {"y": [1e308]}}')
