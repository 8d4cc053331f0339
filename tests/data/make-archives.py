#!/usr/bin/env python3
"""Writes the archives of tests/data/archives: small, good and broken, each named after what is peculiar in it.

Run it in this folder after a change; the files are committed, and the same input makes the same bytes.
"""
import bz2
import gzip
import io
import os
import tarfile
import zipfile

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "archives")
EXTENSION = b"""apiVersion: kubesphere.io/v1alpha1
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
ICON = b'<svg xmlns="http://www.w3.org/2000/svg"/>\n'
GOOD = [("demo/extension.yaml", EXTENSION), ("demo/static/icon.svg", ICON), ("demo/values.yaml", b"a: 1\n")]
CHART = b"apiVersion: v2\nname: sub\nversion: 1.0.0\n"


def entry(name, data=b"", kind=tarfile.REGTYPE, link="", size=None):
    info = tarfile.TarInfo(name)
    info.size = len(data) if size is None else size
    info.mode = 0o644
    info.mtime = 1577836800
    info.type = kind
    info.linkname = link
    return info, data


def tar(entries, form=tarfile.PAX_FORMAT, end=True):
    out = io.BytesIO()
    for item in entries:
        info, data = item if isinstance(item[0], tarfile.TarInfo) else entry(*item)
        out.write(info.tobuf(form, "utf-8", "surrogateescape"))
        out.write(data + b"\0" * (-len(data) % 512))
    return out.getvalue() + (b"\0" * 1024 if end else b"")


def raw_header(name_bytes, data):
    """A header whose name is any bytes, with its checksum."""
    block = bytearray(entry("x", data)[0].tobuf(tarfile.USTAR_FORMAT))
    block[0:100] = name_bytes.ljust(100, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data + b"\0" * (-len(data) % 512)


def gz(data):
    return gzip.compress(data, 9, mtime=0)


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as file:
        file.write(data)


def main():
    os.makedirs(OUT, exist_ok=True)
    long_name = "demo/" + "/".join(["a-folder-with-a-long-name"] * 4) + "/file-110.txt"
    good_tar = tar(GOOD)

    # Good ones.
    write("good.tgz", gz(good_tar))
    write("good-pax-long-name.tgz", gz(tar(GOOD + [(long_name, b"long")])))
    write("good-gnu-long-name.tgz", gz(tar(GOOD + [(long_name, b"long"), ("demo/" + "n" * 150 + ".txt", b"x")], tarfile.GNU_FORMAT)))
    write("good-chinese-names.tgz", gz(tar(GOOD + [("demo/文档/说明.md", "你好\n".encode()), ("demo/文档/图.md", b"2")])))
    write("good-chinese-names-gnu.tgz", gz(tar(GOOD + [("demo/文档/说明.md", "你好\n".encode())], tarfile.GNU_FORMAT)))
    write("good-backslash-names.tgz", gz(tar(GOOD + [("demo\\docs\\read.txt", b"windows")])))
    write("good-dot-slash.tgz", gz(tar([("./" + name, data) for name, data in GOOD])))
    write("good-dot-as-top-folder.tgz", gz(tar([("./", b"", tarfile.DIRTYPE)] + [("." + name[4:], data) for name, data in GOOD])))
    write("good-folder-entries.tgz", gz(tar([("demo", b"", tarfile.DIRTYPE), ("demo/static/", b"", tarfile.DIRTYPE)] + GOOD)))
    write("good-byte-order-mark.tgz", gz(tar([(GOOD[0][0], b"\xef\xbb\xbf" + EXTENSION)] + GOOD[1:])))
    write("good-hard-link.tgz", gz(tar(GOOD + [("demo/copy.svg", b"", tarfile.LNKTYPE, "demo/static/icon.svg")])))
    write("good-duplicate-name.tgz", gz(tar(GOOD + [("demo/values.yaml", b"a: 2\n"), ("demo/values.yaml", b"a: 3\n")])))
    write("good-mac-leftovers.tgz", gz(tar([("./._demo", b"x"), ("demo/._values.yaml", b"x"), ("demo/.DS_Store", b"x"),
                                            ("__MACOSX/demo/._values.yaml", b"x")] + GOOD)))
    mac = tarfile.TarInfo("demo/values.yaml")
    mac.size, mac.mtime = 5, 1577836800
    mac.pax_headers = {"LIBARCHIVE.xattr.com.apple.quarantine": "A" * 900, "SCHILY.xattr.com.apple.provenance": "B" * 100}
    write("good-mac-pax-headers.tgz", gz(tar(GOOD[:2] + [(mac, b"a: 1\n")])))
    write("good-global-pax-header.tgz", gz(tar([entry("pax_global_header", b"52 comment=0123456789012345678901234567890123456789\n"[:52], tarfile.XGLTYPE)] + GOOD)))
    write("good-two-gzip-members.tgz", gz(good_tar[:1024]) + gz(good_tar[1024:]))
    write("good-padded-with-zeros.tgz", gz(good_tar) + bytes(512))
    write("good-text-behind.tgz", gz(good_tar) + b"signed by nobody\n")
    write("good-no-end-blocks.tgz", gz(tar(GOOD, end=False)))
    write("good-top-folder-of-another-name.tgz", gz(tar([(n.replace("demo/", "x/", 1), d) for n, d in GOOD])))
    write("good-empty-file.tgz", gz(tar(GOOD + [("demo/templates/empty.yaml", b"")])))

    # Broken or hostile ones.
    write("empty.tgz", b"")
    write("one-byte.tgz", b"\x1f")
    write("image.tgz", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    write("jpeg.tgz", b"\xff\xd8\xff\xe0" + b"\0" * 64)
    write("svg.tgz", ICON)
    write("values.yaml", b"a: 1\n")
    write("text.txt", b"hello\n")
    write("document.pdf", b"%PDF-1.7\n")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr(zipfile.ZipInfo("demo/extension.yaml"), EXTENSION)
    write("chart.zip", zipped.getvalue())
    write("plain.tar", good_tar)
    write("bzip2.tgz", bz2.compress(good_tar))
    write("xz.tgz", b"\xfd7zXZ\x00" + b"\0" * 32)
    write("zstd.tgz", b"\x28\xb5\x2f\xfd" + b"\0" * 32)
    write("gzip-of-text.tgz", gz(b"hello, this is no tar\n" * 40))
    write("gzip-of-nothing.tgz", gz(b""))
    write("gzip-truncated.tgz", gz(good_tar)[:-40])
    write("gzip-without-trailer.tgz", gz(good_tar)[:-8])
    bad_crc = bytearray(gz(good_tar))
    bad_crc[-6] ^= 0xff
    write("gzip-bad-checksum.tgz", bytes(bad_crc))
    write("gzip-header-only.tgz", gz(good_tar)[:10])
    flipped = bytearray(gz(good_tar))
    flipped[len(flipped) // 2] ^= 0x55
    write("gzip-damaged.tgz", bytes(flipped))
    write("tar-truncated.tgz", gz(good_tar[:700]))
    write("tar-truncated-in-header.tgz", gz(good_tar[:512 + 512 * 1 + 100]))
    write("tar-bad-header-checksum.tgz", gz(good_tar[:100] + b"7" + good_tar[101:]))
    write("tar-without-entries.tgz", gz(b"\0" * 10240))
    write("only-folders.tgz", gz(tar([("demo/", b"", tarfile.DIRTYPE)])))
    write("absolute-path.tgz", gz(tar(GOOD + [("/etc/passwd", b"x")])))
    write("absolute-path-behind-top-folder.tgz", gz(tar(GOOD + [("demo//etc/passwd", b"x")])))
    write("dot-dot.tgz", gz(tar(GOOD + [("demo/../../evil", b"x")])))
    write("dot-dot-top.tgz", gz(tar(GOOD + [("../demo/evil", b"x")])))
    write("dot-dot-backslash.tgz", gz(tar(GOOD + [("demo\\..\\..\\evil", b"x")])))
    write("drive-letter.tgz", gz(tar(GOOD + [("demo/c:/evil", b"x")])))
    write("drive-letter-backslash.tgz", gz(tar(GOOD + [("demo\\c:\\evil", b"x")])))
    write("outside-top-folder.tgz", gz(tar(GOOD + [("evil", b"x")])))
    write("symbolic-link.tgz", gz(tar(GOOD + [("demo/link", b"", tarfile.SYMTYPE, "/etc/passwd")])))
    write("hard-link-dangling.tgz", gz(tar(GOOD + [("demo/link", b"", tarfile.LNKTYPE, "demo/missing")])))
    write("hard-link-outside.tgz", gz(tar(GOOD + [("demo/link", b"", tarfile.LNKTYPE, "/etc/passwd")])))
    write("hard-link-to-itself.tgz", gz(tar(GOOD + [("demo/link", b"", tarfile.LNKTYPE, "demo/link")])))
    write("character-device.tgz", gz(tar(GOOD + [("demo/device", b"", tarfile.CHRTYPE)])))
    write("block-device.tgz", gz(tar(GOOD + [("demo/device", b"", tarfile.BLKTYPE)])))
    write("fifo.tgz", gz(tar(GOOD + [("demo/pipe", b"", tarfile.FIFOTYPE)])))
    write("name-not-utf8.tgz", gz(tar(GOOD, end=False) + raw_header(b"demo/caf\xe9.txt", b"x") + b"\0" * 1024))
    write("name-with-newline.tgz", gz(tar(GOOD + [("demo/a\nb.txt", b"x")])))
    write("size-lies-5-tib.tgz", gz(tar(GOOD, end=False) + entry("demo/huge", b"", size=5 << 40)[0].tobuf(tarfile.GNU_FORMAT)))
    write("size-negative.tgz", gz(tar(GOOD, end=False) + entry("demo/negative", b"", size=-1)[0].tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024))
    write("file-is-folder-too.tgz", gz(tar(GOOD + [("demo/values.yaml/x", b"x")])))
    write("plain-chart.tgz", gz(tar([("sub/Chart.yaml", CHART), ("sub/values.yaml", b"a: 1\n")])))
    write("no-extension-yaml.tgz", gz(tar([("demo/README.md", b"hello\n")])))
    write("nested-one-level.tgz", gz(tar([("outer/" + name, data) for name, data in GOOD])))
    write("extension-yml.tgz", gz(tar([("demo/extension.yml", EXTENSION)])))
    write("extension-yaml-ignored.tgz", gz(tar(GOOD + [("demo/.helmignore", b"extension.*\n")])))
    write("extension-yaml-not-yaml.tgz", gz(tar([("demo/extension.yaml", b"a: [b\n")])))
    write("extension-yaml-a-list.tgz", gz(tar([("demo/extension.yaml", b"- a\n")])))
    write("extension-yaml-empty.tgz", gz(tar([("demo/extension.yaml", b"")])))
    write("helmignore-double-star.tgz", gz(tar(GOOD + [("demo/.helmignore", b"a\n**/b\n")])))


main()
