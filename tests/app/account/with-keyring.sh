#!/bin/sh
# with-keyring.sh unlocked|locked PROGRAM [ARGUMENT...]: runs a program with a private D-Bus session and an empty
# keyring, unlocked or not. 77: the tools for that are missing.
for tool in dbus-run-session gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || { echo "no $tool"; exit 77; }
done
folder=$(mktemp -d) || exit 77
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/data" "$folder/run"
XDG_DATA_HOME="$folder/data" XDG_RUNTIME_DIR="$folder/run" KSP_TEST_KEYRING="$1" dbus-run-session -- sh -c '
    if [ "$1" = unlocked ]; then
        eval "$(printf "test-pass\n" | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
    fi
    shift
    "$@"' sh "$@"
