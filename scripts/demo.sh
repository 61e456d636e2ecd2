#!/usr/bin/env bash
# demo.sh [DURATION]: starts a Go service that leaks memory its heap profile cannot see, records it
# for 10 s (or DURATION), and shows what Blindspot finds. Nothing is left behind but the cache.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go build tracefs

duration=${1:-10s}
work=$(mktemp -d)
service=''
# shellcheck disable=SC2329
clean_up() {
  [[ -z $service ]] || kill "$service" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

heading() {
  printf '\n== %s\n' "$*"
}

heading "Getting ready"
need_jdk
ensure_built
go_version=$(obtainable_go "$GO_VERSIONS")
[[ -n $go_version ]] || die "no Go toolchain could be had: put a go 1.21 or newer on the PATH and start again."
binary=$("$root/scripts/build-go-target.sh" leakyservice "$go_version")
ensure_tracefs
echo "A JDK ($JAVA_HOME), Go $go_version, Blindspot and the service are there."

heading "A service that serves thumbnails"
mkfifo "$work/out"
"$binary" >"$work/out" 2>"$work/log" </dev/null &
service=$!
IFS= read -r -t 20 said <"$work/out" && [[ $said == ready ]] || die "the service did not start: $(tail -n 1 "$work/log")"
echo "It runs as process $service. Now: blindspot record $service -d $duration"

heading "Recording"
"$root/scripts/blindspot" record "$service" -d "$duration" -o "$work/demo.bsp"

heading "What Go knows of it, and what the kernel would kill it for"
tail -n 1 "$work/log"
grep VmRSS "/proc/$service/status"

heading "What Blindspot found"
"$root/scripts/blindspot" report "$work/demo.bsp"
