#!/usr/bin/env bash
# bench.sh: runs benchmarks; what they measured is left under bench/target/results.
#   bench.sh jmh [REGEX] [JMH OPTIONS]      times and allocation, as jmh.json with machine.json beside it
#   bench.sh pairs [NAME... [-- ROUNDS [MILLIS]]]  ours and a peer's in turn (C, Agrona, JCTools), as pairs/NAME.json
#   bench.sh stress [REGEX] [JCSTRESS OPTIONS]  memory orderings, as HTML under stress/
#   bench.sh overhead [NAME... [-- ROUNDS [SECONDS [GIB]]]]  what the target pays, beside other observers, and what ours
#                                           takes, as overhead/NAME.json (9 rounds of 3 s, 6 GiB)
#   bench.sh report                         docs/performance.md from what is there of results
#   bench.sh smoke                          benchmarks, pairs and orderings once, briefly: do they still run?
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven tracefs

readonly results=$root/bench/target/results
readonly baselines=$root/bench/target/c
readonly targets=$root/bench/target/go

usage() {
  die "usage: ${0##*/} jmh|stress [REGEX] [OPTIONS] | pairs [NAME... [-- ROUNDS [MILLIS]]] | overhead [NAME... [-- ROUNDS [SECONDS [GIB]]]] | report | smoke"
}

# The baselines in C: what ours is measured beside. Where there is no gcc, need says so.
build_baselines() {
  local sources=$root/bench/src/main/c program
  need gcc gcc libc6-dev
  mkdir -p "$baselines"
  gcc -O2 -shared -fPIC -o "$baselines/libbaseline.so" "$sources"/*.c
  for program in "$sources"/programs/*.c; do
    gcc -O2 -pthread -o "$baselines/$(basename "$program" .c)" "$program"
  done
}

build() {
  need_jdk
  need mvn maven
  build_baselines
  local log
  if ! log=$(maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -pl bench -am process-classes 2>&1); then
    say "$log"
    die "the build failed; what Maven said is above."
  fi
  mkdir -p "$results"
}

readonly own=$root/bench/target/classes:$root/sampler/target/classes:$root/native-bindings/target/classes

# The launcher of the package that scripts/package.sh made, if it did.
packaged() {
  compgen -G "$root/target/package/*/bin/blindspot" | tail -n 1 || true
}

# java on the classes given, with the libraries of the benchmarks.
bench_java() {
  local path=$1
  shift
  "$JAVA_HOME/bin/java" "-Dblindspot.baselines=$baselines" "-Dblindspot.options=$root/scripts/lib" \
    "-Dblindspot.packaged=$(packaged)" "-Dblindspot.commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || true)" \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -XX:+UseSerialGC -cp "$path:$root/bench/target/lib/*" "$@"
}

jmh() {
  bench_java "$own" org.openjdk.jmh.Main "$@"
}

# The other observers, where they can be had: each that cannot is skipped, with its reason.
obtain_peers() {
  local pair
  for pair in perf:linux-perf bpftrace:bpftrace memleak-bpfcc:bpfcc-tools strace:strace dlv:delve; do
    have "${pair%%:*}" || try_install "${pair#*:}" || say "${pair%%:*} could not be had: it is skipped"
  done
}

# Links to the Go programs that are measured, by one name each.
build_go_targets() {
  local name version binary
  version=$(obtainable_go '1.24 1.25 1.23 1.22 1.21 1.19')
  [[ -n $version ]] || die "no Go toolchain could be had: put a go 1.21 or newer on the PATH and start again."
  mkdir -p "$targets"
  for name in latency httpserve cmalloc webservice scale; do
    binary=$("$root/scripts/build-go-target.sh" "$name" "$version")
    ln -sf "$binary" "$targets/$name"
  done
  printf '%s\n' "$version" >"$results/go"
}

overhead() {
  local names=()
  while [[ $# -gt 0 && $1 != -- ]]; do
    names+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  bench_java "$own" dev.blindspot.bench.overhead.Overhead "$targets" "$results/overhead" "${1:-9}" "${2:-3}" "${3:-6}" \
    "${names[@]}"
}

# Each pair in a process of its own: nothing runs code that was compiled for another.
pairs() {
  local names=() name
  while [[ $# -gt 0 && $1 != -- ]]; do
    names+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  [[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(bench_java "$own" dev.blindspot.bench.Pairs list)
  mkdir -p "$results/pairs"
  for name in "${names[@]}"; do
    bench_java "$own" dev.blindspot.bench.Pairs "$name" "$results/pairs/$name.json" "$@" || return 1
  done
}

# jcstress finds its own classes, to see whether they are padded, in jars only.
stress() {
  local module jars=$root/bench/target/jars
  mkdir -p "$jars" "$results/stress"
  for module in bench sampler native-bindings; do
    "$JAVA_HOME/bin/jar" --create --file "$jars/$module.jar" -C "$root/$module/target/classes" .
  done
  cd "$results/stress"
  bench_java "$jars/bench.jar:$jars/sampler.jar:$jars/native-bindings.jar" \
    org.openjdk.jcstress.Main -jvmArgsPrepend --enable-native-access=ALL-UNNAMED -r "$results/stress" "$@"
}

# What the figures depend on.
machine() {
  local model memory
  model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  memory=$(sed -n 's/^MemTotal:[[:space:]]*\([0-9]*\) kB/\1/p' /proc/meminfo)
  printf '{"at": "%s", "kernel": "%s", "arch": "%s", "cpu": "%s", "cpus": %d, "memory_kib": %d, "load": "%s", "jdk": "%s", "commit": "%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(uname -r)" "$(uname -m)" "${model//\"/}" "$(nproc)" "$memory" \
    "$(cut -d ' ' -f 1-3 /proc/loadavg)" "$(sed -n 's/^IMPLEMENTOR_VERSION=//p' "$JAVA_HOME/release" | tr -d '"')" \
    "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || true)" >"$results/machine.json"
}

[[ $# -ge 1 ]] || usage
what=$1
shift
case $what in
jmh)
  build
  machine
  jmh -rf json -rff "$results/jmh.json" -prof gc "$@"
  ;;
pairs)
  build
  machine
  pairs "$@"
  ;;
stress)
  build
  [[ $# -eq 0 || $1 == -* ]] || set -- -t "$@"
  stress "$@"
  ;;
overhead)
  build
  machine
  ensure_tracefs
  obtain_peers
  build_go_targets
  overhead "$@"
  ;;
report)
  build
  bench_java "$own" dev.blindspot.bench.report.PerformancePage "$results" "$root/docs/performance.md"
  ;;
smoke)
  build
  say "== Every benchmark once"
  jmh -f 0 -wi 0 -i 1 -r 10ms -foe true -rf json -rff "$results/smoke.json" >"$results/smoke.txt" 2>&1 ||
    die "a benchmark failed; see $results/smoke.txt."
  say "== Ours and C's come to the same"
  pairs way maps-file residency ring-agrona -- 1 1 >"$results/pairs.txt" 2>&1 ||
    die "a pair failed; see $results/pairs.txt."
  say "== Memory orderings, briefly"
  stress -m sanity -sc false -af NONE >"$results/stress.txt" 2>&1 ||
    die "a memory ordering that is forbidden was seen, or a test failed; see $results/stress.txt."
  ;;
*) usage ;;
esac
