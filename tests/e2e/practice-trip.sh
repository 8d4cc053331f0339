#!/bin/bash
# The practice trip: a practice Cloud on this machine, an extension published to it, and a look at the result. Needs no
# account, sends nothing out of this machine and leaves nothing behind.
#
#   practice-trip.sh KS-PUBLISHER-CLI CHART-FOLDER [OPTIONS-FOR-PUSH]
set -euo pipefail

cli=$1 chart=$2
shift 2
name=$(sed -n 's/^name: *//p' "$chart/extension.yaml")
work=$(mktemp -d)
cloud=
finish() {
    [[ -z $cloud ]] || { kill "$cloud" && wait "$cloud"; } 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Shows a command as one would type it, and runs it with the key on its standard input.
with_key() {
    printf '\n$ %s --key-stdin\n' "${*/#$cli/ks-publisher-cli}"
    "$@" --key-stdin <<<"$key"
}

printf '$ ks-publisher-cli practice --port 0 --state %s &\n' "$work/cloud"
mkfifo "$work/announcement"
"$cli" practice --port 0 --state "$work/cloud" >"$work/announcement" </dev/null &
cloud=$!
exec 3<"$work/announcement"
url='' key=''
while [[ -z $url || -z $key ]] && read -r -t 30 -u 3 word value; do
    case $word in
    URL:) url=$value ;;
    Key:) key=$value ;;
    esac
done
if [[ -z $url || -z $key ]]; then
    echo "The practice Cloud did not start." >&2
    exit 1
fi
echo "The practice Cloud is at $url"

profile=$work/profile
with_key "$cli" login --server "$url" --profile "$profile"
with_key "$cli" push "$chart" "$@" --server "$url" --profile "$profile"
with_key "$cli" list --server "$url" --profile "$profile"
with_key "$cli" get "$name" --server "$url" --profile "$profile" | tee "$work/get"

if ! grep -q ' submitted ' "$work/get"; then
    echo "$name was published, but its version does not wait for review." >&2
    exit 1
fi
printf '\nThat was the whole trip: %s was published to a practice Cloud and waits for review there.\n' "$name"
echo "To publish your own chart: ./dev cli push CHART (see ./dev cli --help)."
