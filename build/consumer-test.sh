#!/usr/bin/env bash
# Uses the engine as a project outside this repository does: installs it, resolves it, compiles and runs against it.
#
#   MVN  the Maven command; "mvn -B -ntp" without it
#
# Nothing is installed into the user's local repository. The one that this script uses lies under build/consumer/target
# and begins with links to what the user's one holds, so that no network is needed for what is there already.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
read -r -a mvn <<<"${MVN:-mvn -B -ntp}"
target="$root/build/consumer/target"
repository="$target/repository"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
readonly flag="--add-exports java.base/jdk.internal.misc=ALL-UNNAMED"
readonly main="org.example.consumer.TenLines"

fail() {
    echo "consumer-test: $1" >&2
    if [ -n "${2:-}" ]; then
        cat "$2" >&2
    fi
    exit 1
}

# Runs Maven on the repository of this script; its output is shown only if it fails.
maven() {
    "${mvn[@]}" "-Dmaven.repo.local=$repository" "$@" >"$target/maven.txt" 2>&1 ||
        fail "Maven failed:" "$target/maven.txt"
}

# A user's repository elsewhere is found as Maven finds it, except through settings.xml.
users_repository() {
    local argument
    for argument in "${mvn[@]}" ${MAVEN_OPTS:-}; do
        if [ "${argument#-Dmaven.repo.local=}" != "$argument" ]; then
            printf '%s\n' "${argument#-Dmaven.repo.local=}"
            return
        fi
    done
    printf '%s\n' "$HOME/.m2/repository"
}

rm -rf "$target"
mkdir -p "$repository"
users="$(users_repository)"
if [ -d "$users" ]; then
    users="$(cd "$users" && pwd -P)"
    cp -rs "$users/." "$repository"
    # Maven writes into these, which must not go through a link into the user's repository.
    (cd "$users" && find . \( -name '*.properties' -o -name '*.lastUpdated' -o -name '_remote.repositories' \
        -o -name 'maven-metadata*' \) -print0 |
        xargs -0 -r cp --parents --remove-destination --target-directory="$repository")
    rm -rf "$repository/io/varve"
fi

maven -DskipTests -Dcheckstyle.skip -pl engine -am install
cd build/consumer
maven compile dependency:list "-DoutputFile=$target/dependencies.txt" \
    dependency:build-classpath "-Dmdep.outputFile=$target/classpath.txt"

sed -n 's/^ *\([^: ]*:[^: ]*\):[^: ]*:.*:\([a-z]*\)\( .*\)\{0,1\}$/\1 \2/p' "$target/dependencies.txt" |
    LC_ALL=C sort >"$target/resolved.txt"
cat >"$target/expected.txt" <<'END'
io.varve:varve-engine compile
io.varve:varve-io compile
org.agrona:agrona compile
org.jctools:jctools-core compile
org.jctools:jctools-core-jdk11 compile
END
diff "$target/expected.txt" "$target/resolved.txt" >"$target/diff.txt" ||
    fail "the engine brings other jars than it should (<) in (>):" "$target/diff.txt"

# The ten lines, as the project runs them, then by hand: the second run finds the record of the first.
maven exec:exec
grep -q '^1: buy 100 at 101\.5$' "$target/maven.txt" || fail "the ten lines printed:" "$target/maven.txt"
cd "$target"
classpath="classes:$(cat classpath.txt)"
# shellcheck disable=SC2086 # the flag is two words
"$java" $flag -cp "$classpath" "$main" >run.txt 2>&1 || fail "the ten lines failed:" run.txt
printf '%d: buy 100 at 101.5\n' 1 2 | diff - run.txt >diff.txt || fail "the ten lines printed:" diff.txt

if "$java" -cp "$classpath" "$main" >without-flag.txt 2>&1; then
    fail "the ten lines ran without the flag:" without-flag.txt
fi
[ "$(grep -c -e "the JVM runs without $flag; Varve needs that flag" without-flag.txt)" = 1 ] ||
    fail "without the flag no sentence names it:" without-flag.txt

rm -rf "$repository" orders
echo "consumer-test: one dependency, 3 third-party jars, the ten lines ran with the flag and were refused without it"
