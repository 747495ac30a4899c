#!/usr/bin/env bash
# Runs the tests of memory order in build/jcstress, which make has built: passed when every test held and every twin,
# which has the order taken out, failed.
#
#   arguments  options of jcstress, each with its value, in place of those in StressMain
#
# Exits with 0 when passed, 1 when failed, 3 when the tests could not be run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/jcstress"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
results="target/results"

jars=(target/varve-jcstress-*.jar)
if [ ! -f "${jars[0]}" ] || [ ! -d target/lib ]; then
    echo "jcstress-test: not built yet; build and run it with: make jcstress" >&2
    exit 3
fi
rm -rf "$results"
mkdir -p "$results"
cd "$results"

code=0
"$java" -cp "../classes:../lib/*" io.varve.jcstress.StressMain "$@" 2>stderr.txt || code=$?
case "$code" in
    0) echo "jcstress-test: passed" ;;
    1) echo "jcstress-test: FAILED; the reports are in build/jcstress/$results" >&2 ;;
    *)
        tail -n 20 jcstress.txt stderr.txt >&2 || true
        echo "jcstress-test: the tests could not be run" >&2
        code=3
        ;;
esac
exit "$code"
