#!/usr/bin/env bash
# Kills an application while it logs, and counts what is left of its log: with Logback's AsyncAppender, and with logc.
#
#   samples/crash-demo.sh [--runs N] [--seconds S]     N kills of each (3), after S to S + 1 seconds (1)
#
# Needs a JDK 17 or newer, and Maven for the first build. Exit code 0: logc lost, doubled and tore nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

runs=3
seconds=1
while (($# > 0)); do
    case "$1=${2:-}" in
        --runs=[1-9] | --runs=[1-9][0-9]) runs=$2 ;;
        --seconds=[1-9] | --seconds=[1-9][0-9]) seconds=$2 ;;
        *)
            echo "$*: use --runs N and --seconds S, each between 1 and 99" >&2
            exit 2
            ;;
    esac
    shift 2
done

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
demo=samples/crash-demo/target/sample-crash-demo.jar
server=logc-server/target/logc-server.jar
work=samples/crash-demo/target/crash-demo
modules=(logc-core logc-logback-appender logc-server samples/crash-demo)

# Missing, or older than a source.
needs_build() {
    [[ ! -f $demo || ! -f $server || -n $(find "${modules[@]/%//src/main}" -newer "$demo" -print -quit) ]]
}

if needs_build; then
    command=(mvn -B -q package -Dmaven.test.skip=true -pl logc-server,samples/crash-demo -am)
    echo "Building, once: ${command[*]}"
    "${command[@]}"
fi

rm -rf "$work"
mkdir -p "$work"
if [[ -w /dev/shm ]]; then
    buffers=$(mktemp -d /dev/shm/logc-crash-demo.XXXXXX)
else
    buffers=$(mktemp -d)
fi
application_pid=
server_pid=

end() {
    for pid in $application_pid $server_pid; do
        kill "$pid" && wait "$pid" || true
    done
    rm -rf "$buffers"
} 2>/dev/null
trap end EXIT

# Polls a condition for up to 30 seconds.
await() {
    local i
    for ((i = 0; i < 1500; i++)); do
        if "$@"; then return; fi
        sleep 0.02
    done
    return 1
}

is_serving() { [[ -f $buffers/server ]] || ! kill -0 "$server_pid"; }
is_logging() { [[ -f $progress ]] || ! kill -0 "$application_pid"; }
is_drained() { ! compgen -G "$buffers/*.buffer"; }

# Starts the application with a configuration, and kills it after some time.
run_and_kill() {
    local appender=$1 run=$2 delay=$3
    progress=$work/$appender-$run.progress
    "$java" -Dlogback.configurationFile="$appender.xml" -DlogFile="$work/$appender-$run.log" \
        -DbufferDirectory="$buffers" -jar "$demo" "$progress" >>"$work/application.out" 2>&1 &
    application_pid=$!
    await is_logging 2>/dev/null && [[ -f $progress ]] || fail application.out "the application does not log"
    sleep "$delay"
    kill -9 "$application_pid"
    wait "$application_pid" 2>/dev/null || true
    application_pid=
}

fail() {
    cat "$work/$1" >&2
    echo "crash-demo.sh: $2" >&2
    exit 1
}

echo "An application logs 100,000 lines a second from 4 threads, and is killed with kill -9 in the middle: with"
echo "Logback's AsyncAppender before a FileAppender, and with logc and its server. Both have all their defaults."
echo

"$java" -jar "$server" serve --buffer-directory "$buffers" >"$work/server.out" 2>&1 &
server_pid=$!
await is_serving 2>/dev/null && [[ -f $buffers/server ]] || fail server.out "the server does not start"

for ((run = 1; run <= runs; run++)); do
    delay=$seconds.$(printf '%03d' $((RANDOM % 1000)))
    printf '  kill %d of %d, after %s s:' "$run" "$runs" "$delay"
    run_and_kill asyncappender "$run" "$delay"
    printf ' AsyncAppender,'
    run_and_kill logc "$run" "$delay"
    printf ' logc\n'
done
await is_drained >/dev/null || fail server.out "the server has not written all lines of dead applications within 30 s"
cat "$work/application.out" # empty, or there was something to warn of

echo
code=0
"$java" -cp "$demo" io.logc.samples.crashdemo.CrashCheck "$work" || code=$?
echo "All of it is in $work"
exit "$code"
