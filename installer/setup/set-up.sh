#!/bin/bash
# Makes a Debian 12 or 13 ready to build and test this tree.
#
#   set-up.sh GROUP…      GROUP is one of the package groups below
#
# Installs the packages of the groups that are missing, and builds KArchive for Qt 6 into .dev/karchive where the
# distribution has none. Remembers what it did in .dev/, so that a second call costs a few milliseconds.
# Called by ./dev, which holds a lock meanwhile.
set -euo pipefail

# The last line is what the window loads when it runs: icons, and the plugins for their format and for those of screenshots.
packages_build="ca-certificates g++ cmake ninja-build pkg-config qt6-base-dev qt6-svg-dev qt6-tools-dev
    qt6-l10n-tools qtkeychain-qt6-dev libyaml-cpp-dev zlib1g-dev libbz2-dev liblzma-dev libzstd-dev libssl-dev
    libexpected-dev libdeflate-dev libcpp-httplib-dev libarchive-dev libyaml-dev nettle-dev libqt6sql6-sqlite
    libdtl-dev libseccomp-dev
    breeze-icon-theme qt6-image-formats-plugins libqt6svg6"
# A display that is not there, a desktop small enough for it, and what drives and photographs a window from outside.
packages_tour="xvfb x11-utils xdotool openbox imagemagick dunst at-spi2-core python3-pyatspi dbus procps
    fonts-dejavu-core fonts-wqy-microhei"
packages_test="$packages_tour gnome-keyring libsecret-tools python3 desktop-file-utils appstream"
packages_lint="clang clang-format clang-tidy clazy python3"
packages_bench="python3"
packages_fuzz="clang"

setup=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
root=$(dirname "$(dirname "$setup")")
state=$root/.dev
release=$(. /etc/os-release && echo "${VERSION_ID:-}")
mkdir -p "$state"
# From 13 on the plugins for SVG are a package of their own, which nothing that is needed depends on.
[[ $release == 12 ]] || packages_build+=" libkf6archive-dev qt6-svg-plugins"
# libFuzzer and the sanitizers of the distribution's clang, which does not pull them in.
if [[ $release == 12 ]]; then packages_fuzz+=" libclang-rt-14-dev"; else packages_fuzz+=" libclang-rt-19-dev"; fi

# The packages of "$@" that are not installed, one line each.
missing() {
    { dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } |
        awk 'NR == FNR { if ($2 == "installed") have[$1] = 1; next } !($0 in have)' - <(printf '%s\n' "$@")
}

install() {
    local as_root=() again="apt-get update && apt-get install --no-install-recommends $*"
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "Packages are missing, and installing them needs root, but there is no sudo here." \
                "Run this as root, then try again: $again" >&2
            return 1
        fi
        as_root=(sudo)
        # Nobody can type a password where stdin is not a terminal.
        [[ -t 0 ]] || as_root+=(-n)
    fi
    echo "Installing what is missing: $*"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    # A service that a package starts must not inherit the lock of ./dev, descriptor 9.
    if ! "${as_root[@]}" "${apt[@]}" update 9>&- ||
        ! "${as_root[@]}" "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null 9>&-; then
        echo "The packages could not be installed. Install them by hand as root, then try again: $again" >&2
        return 1
    fi
}

wanted=()
for group in "$@"; do
    list="packages_$group"
    read -r -d '' -a names <<<"${!list}" || true
    wanted+=("${names[@]}")
done

stamp=$state/packages-$(IFS=-; echo "$*")
key=$(cat /etc/debian_version /dev/null 2>/dev/null; echo "${wanted[@]}")
if [[ ! -e $stamp || $key != "$(<"$stamp")" ]]; then
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        mapfile -t lacking < <(missing "${wanted[@]}")
        [[ ${#lacking[@]} -eq 0 ]] || install "${lacking[@]}"
    else
        echo "Packages are installed on Debian 12 and 13 only. Elsewhere these, by their Debian names, are needed: ${wanted[*]}" >&2
    fi
    echo "$key" >"$stamp"
fi

if [[ $release == 12 ]]; then
    karchive=$state/karchive
    key=$(cat "$setup/build-karchive.sh" /etc/debian_version | sha256sum)
    if [[ ! -e $karchive/.built || $key != "$(<"$karchive/.built")" ]]; then
        echo "Building KArchive for Qt 6, which Debian 12 does not have (once, about half a minute)"
        rm -rf "$karchive"
        if ! "$setup/build-karchive.sh" "$karchive" >"$state/karchive.log" 2>&1; then
            tail -n 40 "$state/karchive.log" >&2
            echo "KArchive could not be built; the whole output is in .dev/karchive.log." >&2
            exit 1
        fi
        echo "$key" >"$karchive/.built"
    fi
fi
