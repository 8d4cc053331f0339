#!/bin/bash
# Builds KArchive for Qt 6, static, where the distribution has none (Debian 12).
#
#   build-karchive.sh PREFIX
#
# Takes the source packages of Debian 13 from the mirror that this machine's apt already uses, through an apt
# configuration of its own: the system's sources and lists stay as they are, and no root is needed.
# What was downloaded counts only if its SHA-256 is the one written here.
set -euo pipefail

suite=trixie
ecm=kf6-extra-cmake-modules version_ecm=6.13.0
ecm_sha256=7006017c00c817ff4c056995146d271791d1487a398d39ea6cac1cd59a8bf402
karchive=kf6-karchive version_karchive=6.13.0
karchive_sha256=3c9b5dcf3abdfe2761e2153d70d9d667f1ff0fd2f6c80addba7549da954fcc90
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { echo "build-karchive: $*" >&2; exit 1; }

[[ $# -eq 1 && -n $1 ]] || fail "usage: build-karchive.sh PREFIX"
mkdir -p "$1"
prefix=$(realpath "$1")
[[ -r $keyring ]] || fail "$keyring is missing; install debian-archive-keyring."

# The address of the mirror: the first enabled entry of this release with component main, in either of apt's formats.
mirror() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [[ -n $codename ]] || return 0
    shopt -s nullglob
    local lists=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list) deb822=(/etc/apt/sources.list.d/*.sources)
    {
        # One-line format: deb [options] URI SUITE COMPONENTS…
        cat "${lists[@]}" /dev/null 2>/dev/null | sed -E 's/#.*//; s/\[[^]]*\]//' |
            awk -v s="$codename" '$1 ~ /^deb(-src)?$/ && $3 == s && / main( |$)/ { print $2 }'
        # deb822: stanzas of fields; a line that begins with a blank goes on with the field before.
        local file
        for file in "${deb822[@]}"; do
            { grep -v '^#' "$file"; echo; } | awk -v s="$codename" '
                function has(list, word,   n, w, i) {
                    n = split(list, w, /[ \t]+/)
                    for (i = 1; i <= n; i++) if (w[i] == word) return 1
                    return 0
                }
                function end_of_stanza(   uri) {
                    if (tolower(f["enabled"]) != "no" && has(f["suites"], s) && has(f["components"], "main")) {
                        sub(/^[ \t]+/, "", f["uris"]); split(f["uris"], uri, /[ \t]+/); print uri[1]
                    }
                    delete f; key = ""
                }
                /^[ \t]*$/ { end_of_stanza(); next }
                /^[ \t]/ { f[key] = f[key] " " $0; next }
                { p = index($0, ":"); key = tolower(substr($0, 1, p - 1)); f[key] = substr($0, p + 1) }'
        done
    } | sed -n 1p
}
uri=$(mirror)
[[ -n $uri ]] || fail "no Debian mirror was found in /etc/apt/sources.list or /etc/apt/sources.list.d."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/apt/{lists/partial,cache/archives/partial} "$work/src"
printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$uri" "$suite" "$keyring" \
    >"$work/apt/debian.sources"
# APT::Sandbox::User: apt's own user cannot enter our folder when we are root.
cat >"$work/apt/apt.conf" <<CONF
Dir::Etc::SourceList "$work/apt/debian.sources";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
export APT_CONFIG=$work/apt/apt.conf
export LC_ALL=C.UTF-8

echo "Fetching the sources of KArchive from $uri ($suite)"
apt-get -q update
cd "$work/src"
apt-get -q source --download-only "$karchive/$suite" "$ecm/$suite"
unset APT_CONFIG

unpack() { # NAME VERSION SHA256
    local tarball=$1_$2.orig.tar.xz
    [[ -f $tarball ]] || fail "the mirror no longer has $1 $2."
    echo "$3  $tarball" | sha256sum --check --quiet || fail "$tarball is not the file it should be."
    cmake -E tar xf "$tarball"
}
unpack "$ecm" "$version_ecm" "$ecm_sha256"
unpack "$karchive" "$version_karchive" "$karchive_sha256"
source_ecm=$(echo extra-cmake-modules-*/) source_karchive=$(echo karchive-*/)

# Qt 6.4 is enough for what we use, and its QStringConverter needs the include that later versions bring along.
edit() { # FILE SED-EXPRESSION TEXT-THAT-MUST-BE-THERE-AFTERWARDS
    sed -i "$2" "$1"
    grep -q "$3" "$1" || fail "$1 is not as expected."
}
edit "$source_karchive/CMakeLists.txt" 's/REQUIRED_QT_VERSION 6\.6\.0/REQUIRED_QT_VERSION 6.4.2/' 'REQUIRED_QT_VERSION 6\.4\.2'
edit "$source_karchive/src/k7zip.cpp" '0,/^#include </s//#include <QStringConverter>\n&/' '^#include <QStringConverter>'

cmake -G Ninja -S "$source_ecm" -B b-ecm -DCMAKE_INSTALL_PREFIX="$prefix" -DBUILD_TESTING=OFF -DBUILD_DOC=OFF
cmake --install b-ecm >/dev/null
cmake -G Ninja -S "$source_karchive" -B b-karchive -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_INSTALL_PREFIX="$prefix" \
    -DCMAKE_PREFIX_PATH="$prefix" -DBUILD_TESTING=OFF -DBUILD_SHARED_LIBS=OFF
cmake --build b-karchive
cmake --install b-karchive >/dev/null
# Linked statically, its licences travel with our packages.
mkdir -p "$prefix/share/licenses/karchive"
cp "$source_karchive"/LICENSES/* "$prefix/share/licenses/karchive/"
echo "KArchive $version_karchive is in $prefix"
