#!/bin/bash
# ./dev and its set-up on machines that are not there: the tools that would change this one are stand-ins that write
# down how they were called.
set -euo pipefail
root=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

expect() { # WHAT COMMAND…: the command must succeed
    if "${@:2}"; then
        echo "ok: $1"
    else
        echo "FAILED: $1"
        sed 's/^/    /' "$work/log" "$work/out"
        failures=$((failures + 1))
    fi
}
logged() { grep -qE -- "$1" "$work/log"; }
said() { grep -qE -- "$1" "$work/out"; }
quiet_log() { [[ ! -s $work/log ]]; }
equal() { [[ $1 == "$2" ]]; }

# A tree with nothing but the scripts, and stand-ins for the tools. What a machine has stands in the file "installed".
tree=$work/tree
mkdir -p "$tree/installer" "$work/bin"
cp "$root/dev" "$root/CMakePresets.json" "$tree/"
cp -r "$root/installer/setup" "$tree/installer/"
cat >"$tree/installer/setup/build-karchive.sh" <<'STUB'
#!/bin/bash
echo "build-karchive $*" >>"$LOG"
[[ -e $WORK/karchive-fails ]] && { echo "no such mirror"; exit 1; }
mkdir -p "$1"
STUB
stub() { cat >"$work/bin/$1"; chmod +x "$work/bin/$1"; }
stub dpkg-query <<'STUB'
#!/bin/bash
echo dpkg-query >>"$LOG"
while read -r package; do echo "$package installed"; done <"$WORK/installed"
STUB
stub apt-get <<'STUB'
#!/bin/bash
echo "apt-get $* [$DEBIAN_FRONTEND]" >>"$LOG"
[[ ! -e $WORK/apt-fails ]]
STUB
stub sudo <<'STUB'
#!/bin/bash
echo "sudo $*" >>"$LOG"
[[ ! -e $WORK/sudo-fails ]] || exit 1
[[ $1 != -n ]] || shift
"$@"
STUB
stub id <<'STUB'
#!/bin/bash
cat "$WORK/uid"
STUB
stub cmake <<'STUB'
#!/bin/bash
echo "cmake $*" >>"$LOG"
mkdir -p "$WORK/tree/build/release/bin"
printf '#!/bin/sh\necho "in $PWD:" "$@"; exit 4\n' >"$WORK/tree/build/release/bin/ks-publisher-cli"
chmod +x "$WORK/tree/build/release/bin/ks-publisher-cli"
cp "$WORK/tree/build/release/bin/ks-publisher-cli" "$WORK/tree/build/release/bin/ks-publisher"
STUB
stub ninja <<'STUB'
#!/bin/bash
[[ $* != *-n* ]] || { echo "ninja: no work to do."; exit; }
echo "ninja $*" >>"$LOG"
STUB
export WORK=$work LOG=$work/log
# The same tools for every call but the stand-ins; sudo can be taken away.
run() {
    : >"$work/log"
    code=0
    PATH=$work/bin:/usr/bin:/bin "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
    cat "$work/err" >>"$work/out"
}
fresh() { rm -rf "$tree/.dev" "$tree/build" "$work"/*-fails; echo "${1:-0}" >"$work/uid"; echo g++ >"$work/installed"; }

fresh
run "$tree/dev" help
expect "help succeeds and sets nothing up" equal "$code-$(<"$work/log")" "0-"
for verb in $(sed -n 's/^verb_\([a-z_-]*\)().*/\1/p' "$root/dev"); do
    expect "help has the verb $verb" said "^  $verb "
done
run "$tree/dev" frobnicate
expect "an unknown verb is a usage error" equal "$code" 2
expect "an unknown verb is named" said 'no verb "frobnicate"'

run "$tree/dev" build
expect "a first build succeeds" equal "$code" 0
expect "the lists of packages are fetched" logged '^apt-get .* update \[noninteractive\]'
expect "what is missing is installed without extras" logged '^apt-get .* install --yes --no-install-recommends .*qt6-base-dev'
expect "what is there is not installed again" equal "$(grep -cE 'install .* g\+\+ ' "$work/log")" 0
expect "root needs no sudo" equal "$(grep -c sudo "$work/log")" 0
if [[ $(. /etc/os-release && echo "$VERSION_ID") == 12 ]]; then
    expect "KArchive is built into the tree" logged "^build-karchive $tree/.dev/karchive$"
fi
expect "the tree is configured" logged '^cmake .*--preset release'
expect "the tree is built" logged '^ninja '

run "$tree/dev" build
expect "a second build succeeds" equal "$code" 0
expect "a second build asks and installs nothing" quiet_log
echo "# another" >>"$tree/CMakePresets.json"
run "$tree/dev" build
expect "other presets configure anew" logged '^cmake .*--preset release'
expect "other presets install nothing" equal "$(grep -c apt-get "$work/log")" 0

cd "$work/bin"
run "$tree/dev" cli push "a chart" --json
expect "cli keeps the caller's folder and arguments" equal "$(<"$work/out")" "in $work/bin: push a chart --json"
expect "cli passes the exit code on" equal "$code" 4

DISPLAY=:7 run "$tree/dev" run "a chart"
expect "run starts the window where there is a display" equal "$(<"$work/out")" "in $work/bin: a chart"
run env -u DISPLAY -u WAYLAND_DISPLAY "$tree/dev" run
expect "run takes the tour where there is none" said 'no display here'
expect "the tour installs a display" logged 'install .* xvfb '
run "$tree/dev" tour
expect "a tour without a folder is a usage error" equal "$code" 2

fresh
: >"$work/apt-fails"
run "$tree/dev" build
expect "a failing installation fails" equal "$code" 1
expect "a failing installation is explained" said 'could not be installed.*again: apt-get update && apt-get install'
rm "$work/apt-fails"
run "$tree/dev" build
expect "after a failure it is tried again" logged '^apt-get .* install'

fresh 1000
run "$tree/dev" build
expect "a user installs through sudo, which may not ask here" logged '^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get .* install'
fresh 1000
: >"$work/sudo-fails"
run "$tree/dev" build
expect "a refusing sudo ends it" equal "$code" 1
fresh 1000
sed -n '/^packages_build=/,/"$/p' "$tree/installer/setup/set-up.sh" | tr -d '"' | sed 's/^packages_build=//' | tr -s ' ' '\n' >"$work/installed"
printf "%s\n" libkf6archive-dev qt6-svg-plugins >>"$work/installed"
run "$tree/dev" build
expect "a user who lacks nothing needs no sudo" equal "$code-$(grep -c sudo "$work/log")" "0-0"
if ! [[ -e /usr/bin/sudo ]]; then
    fresh 1000
    rm "$work/bin/sudo"
    run "$tree/dev" build
    expect "without sudo it says what to run as root" said 'needs root, but there is no sudo here.*apt-get install'
    expect "without sudo it fails" equal "$code" 1
fi

if [[ $(. /etc/os-release && echo "$VERSION_ID") == 12 ]]; then
    fresh
    : >"$work/karchive-fails"
    run "$tree/dev" build
    expect "a KArchive that cannot be built ends it" equal "$code" 1
    expect "a KArchive that cannot be built shows why" said 'no such mirror'
    rm "$work/karchive-fails"
    run "$tree/dev" build
    expect "a KArchive that could not be built is tried again" logged '^build-karchive'
fi

((failures == 0)) || { echo "$failures checks failed"; exit 1; }
