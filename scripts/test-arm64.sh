#!/usr/bin/env bash
# test-arm64.sh [OUT]: the tests with live processes, and a short run of benchmarks and orderings, on Linux arm64: a Debian
# system emulated by qemu. Go programs are cross-built here. Results come to OUT (target/arm64 unless said): JUnit's
# XML, JMH's JSON, jcstress's pages, the console.
#   BLINDSPOT_GO_VERSIONS  Go versions to test with, "1.22 1.24 1.27" unless set
#   BLINDSPOT_ARM64_TESTS  a regular expression of class names, where not all are wanted
#   BLINDSPOT_ARM64_LIMIT  seconds that the machine may run, 3600 unless set
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven arm64

[[ $(uname -m) != aarch64 ]] || die "this machine is arm64 itself: scripts/test.sh runs the same tests."
is_debian_like || die "the emulated system is made from Debian's packages, and this machine has no apt."
begin=$SECONDS
out=$(realpath -m "${1:-$root/target/arm64}")
read -ra versions <<<"${BLINDSPOT_GO_VERSIONS:-1.22 1.24 1.27}"

# What they need cannot be had in there: Go's own tools, Debian's services, Maven's artifacts.
readonly NOT_THERE='(AuditIT|AuditCommandIT|EhFrameIT|PclntabIT|PprofIT|FeedingOtherToolsIT|DebianServiceIT|PrometheusIT|ServeIT|CapacityIT|ArchitectureTest)'
# Targets that are asked for in more than the plain build.
readonly STRIPPED=(blockedfinalizer churn finalizertruth goroutinetruth growing handletruth leakyservice memtruth pluginfail plugin requests wholetruth)


say "== What it needs"
need_jdk
need mvn maven
need qemu-system-aarch64 qemu-system-arm
need mke2fs e2fsprogs
system=$(arm64_system) || die "the Debian arm64 system could not be made."
mkdir -p "$cache/arm64-runs"
work=$(mktemp -d "$cache/arm64-runs/XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{checkout,test-lib,cache/blindspot/targets}

say "== The project's classes"
junit=$(sed -n 's/.*<junit.version>\(.*\)<.*/\1/p' "$root/pom.xml")
maven -q -DskipTests test-compile dependency:copy-dependencies -DoutputDirectory="$work/test-lib" \
  -DexcludeGroupIds=dev.blindspot,org.junit.jupiter,org.junit.platform || die "the build failed; what Maven said is above."
maven -q -N dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" \
  -DoutputDirectory="$work/test-lib" || die "JUnit's console could not be had."
for module in native-bindings sampler bench; do
  mkdir -p "$work/checkout/$module"
  cp -r "$root/$module/src" "$root/$module/target" "$work/checkout/$module/"
done
cp -r "$root"/{pom.xml,README.md,docs,scripts} "$work/checkout/"
mkdir -p "$work/checkout/bench/target/jars"
for module in native-bindings sampler bench; do
  "$JAVA_HOME/bin/jar" --create --file "$work/checkout/bench/target/jars/$module.jar" -C "$root/$module/target/classes" .
done

# cross NAME VERSION MODE: where the tests in there look for it.
cross() {
  local binary
  binary=$("$root/scripts/build-go-target.sh" "$1" "$2" "$3-arm64") || die "'$1' could not be cross-built with Go $2."
  cp -r "${binary%/*}" "$work/cache/blindspot/targets/"
}

say "== Go programs, cross-built: ${versions[*]}"
for version in "${versions[@]}"; do
  for name in "$root"/sampler/src/test/go/*/; do
    name=${name%/} name=${name##*/}
    [[ $name == internal ]] || cross "$name" "$version" plain
  done
  for name in "${STRIPPED[@]}"; do
    cross "$name" "$version" stripped
  done
done

{
  printf 'BLINDSPOT_GO_VERSIONS="%s"\n' "${versions[*]}"
  printf "NOT_THERE='%s'\n" "$NOT_THERE"
  printf "TESTS='%s'\n" "${BLINDSPOT_ARM64_TESTS:-.*(Test|IT)}"
} >"$work/environment"
cp "$root/scripts/arm64/run.sh" "$work/"

say "== The machine"
code=0
run_arm64 "$system" "$work" "$out" "${BLINDSPOT_ARM64_LIMIT:-3600}" || code=$?
case $code in
  0) say "== All passed on arm64, in $((SECONDS - begin)) s; results are in $out" ;;
  97) die "the machine gave no verdict within its time; see $out/console.log." ;;
  98) die "the results did not fit on the disk made for them; see $out/console.log." ;;
  *) die "tests or benchmarks failed on arm64, after $((SECONDS - begin)) s; see $out." ;;
esac
