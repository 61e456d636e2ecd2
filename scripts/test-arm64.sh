#!/usr/bin/env bash
# test-arm64.sh [OUT]: the tests with live processes, and a short run of benchmarks and orderings, on Linux arm64: a Debian
# system emulated by qemu. Go programs are cross-built here. Results come to OUT (target/arm64 unless said): JUnit's
# XML, JMH's JSON, jcstress's pages, the console. What was done before a run was cut short is there too.
#   BLINDSPOT_GO_VERSIONS       Go versions to test with, "1.22 1.24 1.27" unless set
#   BLINDSPOT_ARM64_PARTS       what to run, in this order: "image rest live bindings leaks benchmarks orderings" unless set;
#                               image is the package for arm64, leaks is each class of leak with each Go version. There is
#                               "units" besides, for which an emulated machine needs long
#   BLINDSPOT_ARM64_TESTS       a regular expression of class names, where not all are wanted
#   BLINDSPOT_ARM64_LIMIT       seconds that the machine may run, 7200 unless set
#   BLINDSPOT_ARM64_TEST_LIMIT  seconds that one test may take, 900 unless set
#   BLINDSPOT_ARM64_PAGES       KiB of a page, 4 unless set, or 16; Debian has no kernel with 64
#   BLINDSPOT_ARM64_CPUS        of the machine, 2 unless set; no more than this machine has to spare: waiting ones spin
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven arm64

[[ $(uname -m) != aarch64 ]] || die "this machine is arm64 itself: scripts/test.sh runs the same tests."
is_debian_like || die "the emulated system is made from Debian's packages, and this machine has no apt."
begin=$SECONDS
out=$(realpath -m "${1:-$root/target/arm64}")
read -ra versions <<<"${BLINDSPOT_GO_VERSIONS:-1.22 1.24 1.27}"

# What they need cannot be had in there: Go's own tools, Debian's services, Maven's artifacts; a dozen certificates take keytool
# there many minutes, and TLS is Java's. Tests of allocation run until
# the second compiler has done its work, which takes minutes there and tells nothing of the architecture. Nor is an
# emulated machine fast enough for 20,000 mappings a second, for a thread born each 300 us while events are bound, for a
# target to outrun the drain, or for large bites of a mapping within the time that one may take.
readonly CLASSES_NOT_THERE='(AuditIT|AuditCommandIT|EhFrameIT|PclntabIT|PprofIT|PprofDefinitionIT|CgoCallersIT|FeedingOtherToolsIT|DebianServiceIT|PrometheusIT|ServeIT|ServeTlsIT|CapacityIT|ArchitectureTest|AllocationTest)'
readonly METHODS_NOT_THERE='#(aGoServiceEqualsSmapsToThePage|atTwentyThousandASecondNothingIsLost|threadsBornDuringTheAttachAreExact|countersAddUpToWhatIsMissing|anEmptyMappingWithRightsCostsFewCallsToo)'
# Tests with each of the Go versions; the rest of the live ones are run with the last alone.
readonly EACH_VERSION='(RuntimeFound|Inspection(Matrix|Findings)|GoLedger|Specials|Goroutines|Foreign|MemStats|Globals|HeapProfile|Symbolizer|Fault|RegistrationCalls|ExactTotals|LeakFinding|TargetEnds|Stream)IT'
# The builds that tests ask for, by program.
readonly BUILDS=(
  "blockedfinalizer plain stripped pie-stripped" "cgomap plain" "churn plain stripped" "cmalloc plain" "execer plain"
  "faulter plain" "finalizertruth plain stripped pie-stripped" "frames plain stripped pie-stripped"
  "goroutinetruth plain stripped pie-stripped debug" "growing plain stripped pie-stripped"
  "handletruth plain stripped pie pie-stripped" "idle plain" "leakclasses plain" "leakyservice plain stripped"
  "manythreads plain" "memtruth plain stripped pie pie-stripped" "mmaptruth plain" "mremapper plain" "oomgrower plain"
  "plugin plain renewed0 renewed1 renewed2 renewed3 renewed4 renewed5 renewed6 renewed7"
  "pluginfail plain stripped pie-stripped" "profiletruth plain pie" "requests plain leak" "scale stripped"
  "wholetruth plain stripped pie-stripped cgo cgo-stripped"
)

readonly PARTS='image rest live bindings leaks benchmarks orderings'
parts=${BLINDSPOT_ARM64_PARTS:-$PARTS}

say "== What it needs"
need_jdk
need mvn maven
need qemu-system-aarch64 qemu-system-arm
need mke2fs e2fsprogs
need cpio cpio
pages=${BLINDSPOT_ARM64_PAGES:-4}
[[ -n ${ARM64_KERNELS[$pages]:-} ]] || die "there is no kernel with pages of $pages KiB: BLINDSPOT_ARM64_PAGES is 4 or 16."
system=$(arm64_system "$pages") || die "the Debian arm64 system could not be made."
mkdir -p "$cache/arm64-runs"
work=$(mktemp -d "$cache/arm64-runs/XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{checkout/bench/target/jars,test-lib,cache/blindspot/targets}

if [[ " $parts " == *' image '* ]]; then
  "$root/scripts/package.sh" --for arm64 "$work/image" || die "the package for arm64 could not be made."
  rm "$work"/image/*.tar.gz
fi

say "== The project's classes"
junit=$(sed -n 's/.*<junit.version>\(.*\)<.*/\1/p' "$root/pom.xml")
maven -q -DskipTests test-compile || die "the build failed; what Maven said is above."
# By one command: what a module needs of another is found only where both are compiled.
maven -q -DskipTests -pl native-bindings,sampler test-compile dependency:copy-dependencies -DoutputDirectory="$work/test-lib" \
  -DexcludeGroupIds=dev.blindspot,org.junit.jupiter,org.junit.platform,com.tngtech.archunit ||
  die "the libraries of the tests could not be had."
maven -q -N dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" \
  -DoutputDirectory="$work/test-lib" || die "JUnit's console could not be had."
for module in native-bindings sampler bench; do
  mkdir -p "$work/checkout/$module/target"
  cp -r "$root/$module/src" "$work/checkout/$module/"
  for folder in classes test-classes lib; do
    [[ ! -d $root/$module/target/$folder ]] || cp -r "$root/$module/target/$folder" "$work/checkout/$module/target/"
  done
  "$JAVA_HOME/bin/jar" --create --file "$work/checkout/bench/target/jars/$module.jar" -C "$root/$module/target/classes" .
done
cp -r "$root"/{pom.xml,README.md,docs,scripts} "$work/checkout/"

# cross NAME VERSION MODE: where the tests in there look for it.
cross() {
  local binary
  binary=$("$root/scripts/build-go-target.sh" "$1" "$2" "$3-arm64") || die "'$1' could not be cross-built with Go $2."
  cp -r "${binary%/*}" "$work/cache/blindspot/targets/"
}

say "== Go programs, cross-built: ${versions[*]}"
for version in "${versions[@]}"; do
  for build in "${BUILDS[@]}"; do
    read -ra words <<<"$build"
    for mode in "${words[@]:1}"; do
      cross "${words[0]}" "$version" "$mode"
    done
  done
done

{
  printf 'VERSIONS="%s"\n' "${versions[*]}"
  printf 'PARTS="%s"\n' "$parts"
  printf "EACH_VERSION='%s'\n" "$EACH_VERSION"
  printf "CLASSES_NOT_THERE='%s' METHODS_NOT_THERE='%s'\n" "$CLASSES_NOT_THERE" "$METHODS_NOT_THERE"
  printf "TESTS='%s'\n" "${BLINDSPOT_ARM64_TESTS:-.*(Test|IT)}"
  printf 'TEST_LIMIT=%s\n' "${BLINDSPOT_ARM64_TEST_LIMIT:-900}"
} >"$work/environment"
cp "$root/scripts/arm64/run.sh" "$work/"

say "== What benchmarks compare with, cross-built"
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross
mkdir "$work/checkout/bench/target/c"
aarch64-linux-gnu-gcc -O2 -shared -fPIC -o "$work/checkout/bench/target/c/libbaseline.so" "$root"/bench/src/main/c/*.c
for program in "$root"/bench/src/main/c/programs/*.c; do
  aarch64-linux-gnu-gcc -O2 -pthread -o "$work/checkout/bench/target/c/$(basename "$program" .c)" "$program"
done

say "== The machine"
code=0
run_arm64 "$system" "$work" "$out" "${BLINDSPOT_ARM64_LIMIT:-7200}" || code=$?
case $code in
  0) say "== All passed on arm64, in $((SECONDS - begin)) s; results are in $out" ;;
  97) die "the machine gave no verdict within its time; see $out/console.log." ;;
  98) die "the results did not fit on the disk made for them; see $out/console.log." ;;
  *) die "tests or benchmarks failed on arm64, after $((SECONDS - begin)) s; see $out." ;;
esac
