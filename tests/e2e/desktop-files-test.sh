#!/bin/bash
# desktop-files-test.sh BUILD-FOLDER: what is installed for the desktop is valid, complete and fits together.
# 77: the tools that judge it are not here.
set -euo pipefail
for tool in desktop-file-validate appstreamcli; do
    command -v "$tool" >/dev/null || { echo "no $tool"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake -DCMAKE_INSTALL_PREFIX="$work" -P "$1/installer/cmake_install.cmake" >/dev/null
share=$work/share application=org.kubesphere.publisher
failures=0
check() { # WHAT COMMAND…
    if "${@:2}"; then
        echo "ok: $1"
    else
        echo "FAILED: $1"
        failures=$((failures + 1))
    fi
}
entry=$share/applications/$application.desktop
check "the desktop entry is valid" desktop-file-validate "$entry"
check "software centres can read the description" appstreamcli validate --no-net "$share/metainfo/$application.metainfo.xml"
check "the icon has the name that the entry gives" test -s "$share/icons/hicolor/scalable/apps/$(sed -n 's/^Icon=//p' "$entry").svg"
for key in Name GenericName Comment Keywords; do
    check "$key has its Chinese" grep -q "^$key\[zh_CN\]=" "$entry"
done
check "each text of the description has its Chinese" test \
    "$(grep -cE '<(name|summary|p|li)>' "$share/metainfo/$application.metainfo.xml")" = "$(grep -c 'xml:lang="zh_CN"' "$share/metainfo/$application.metainfo.xml")"
exit $((failures > 0))
