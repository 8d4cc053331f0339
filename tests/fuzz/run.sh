#!/bin/bash
# Runs the fuzz targets one after the other and prints a table: run.sh ROOT SECONDS [TARGETS]
# New inputs are gathered in build/fuzz/corpus, beside those of tests/fuzz/corpus. What makes a target fail is kept in
# build/fuzz/findings; mend it, and keep the input in a test.
set -euo pipefail
root=$1 seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
bin=$root/build/fuzz/bin findings=$root/build/fuzz/findings
[[ $seconds =~ ^[0-9]+$ ]] || { echo "usage: ./dev fuzz SECONDS [TARGETS]" >&2; exit 2; }
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
    for file in "$root"/tests/fuzz/fuzz_*.cpp; do
        name=$(basename "$file" .cpp)
        targets+=("${name#fuzz_}")
    done
fi
mkdir -p "$findings"
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
total=0 failed=0
printf '%-12s %12s %8s %10s  %s\n' target executions seconds inputs result
for name in "${targets[@]}"; do
    corpus=$root/build/fuzz/corpus/$name log=$root/build/fuzz/fuzz_$name.log
    mkdir -p "$corpus"
    result=clean
    "$bin/fuzz_$name" "$corpus" "$root/tests/fuzz/corpus/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=16384 -print_final_stats=1 -artifact_prefix="$findings/$name-" >"$log" 2>&1 || result=FOUND
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    total=$((total + ${count:-0}))
    printf '%-12s %12s %8s %10s  %s\n' "$name" "${count:-?}" "$seconds" "$(find "$corpus" -type f | wc -l)" "$result"
    if [[ $result != clean ]]; then
        failed=1
        grep -aE "not so:|ERROR: |runtime error|SUMMARY|Test unit written" "$log" | sed 's/^/    /' || true
    fi
done
echo "$total executions in all"
exit $failed
