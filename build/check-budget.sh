#!/usr/bin/env bash
# Holds the test JVMs of all modules to a common time budget and a memory limit each.
set -euo pipefail

readonly MAX_WALL_MS=10000
readonly MAX_RSS_KB=$((200 * 1024))

cd "$(dirname "${BASH_SOURCE[0]}")/.."

shopt -s nullglob
reports=(*/target/check-budget.txt build/*/target/check-budget.txt)
if [ "${#reports[@]}" -eq 0 ]; then
    echo "check-budget: no module has left a target/check-budget.txt; run the tests first." >&2
    exit 1
fi

wall_ms=0
rss_kb=0
jvms=0
for report in "${reports[@]}"; do
    while read -r wall rss; do
        wall="${wall#wall_ms=}"
        rss="${rss#rss_kb=}"
        wall_ms=$((wall_ms + wall))
        if [ "$rss" -gt "$rss_kb" ]; then
            rss_kb="$rss"
            largest="${report%%/target/*}"
        fi
        jvms=$((jvms + 1))
    done <"$report"
done

printf 'check-budget: %d test JVMs, %d.%03d s of tests (limit %d s), peak memory %d MB (limit %d MB)\n' \
    "$jvms" $((wall_ms / 1000)) $((wall_ms % 1000)) $((MAX_WALL_MS / 1000)) \
    $((rss_kb / 1024)) $((MAX_RSS_KB / 1024))

if [ "$wall_ms" -gt "$MAX_WALL_MS" ]; then
    echo "check-budget: the tests took ${wall_ms} ms together, more than the ${MAX_WALL_MS} ms they may take." >&2
    exit 1
fi
if [ "$rss_kb" -gt "$MAX_RSS_KB" ]; then
    echo "check-budget: the test JVM of ${largest} used ${rss_kb} kB, more than the ${MAX_RSS_KB} kB it may use." >&2
    exit 1
fi
