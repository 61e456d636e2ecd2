#!/usr/bin/env bash
# test.sh: all that CI runs. Installs what is missing, builds every module, runs every test (those
# with live Go processes too; not the long ones tagged `acceptance`) and every benchmark once, checks format
# and scripts.
# Further arguments go to Maven.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven tracefs

say "== What the tests need"
need_jdk
need mvn maven
need gcc gcc libc6-dev
need objdump binutils
need jq jq
need_foreign_headers
ensure_tracefs
# The tests take these from the environment: the oldest Go there is to support, and a newer one.
BLINDSPOT_GO_VERSIONS=
for version in 1.19 1.24; do
  BLINDSPOT_GO_VERSIONS+=" $(obtainable_go "$version")"
done
read -r BLINDSPOT_GO_VERSIONS <<<"$BLINDSPOT_GO_VERSIONS" || true
[[ -n $BLINDSPOT_GO_VERSIONS ]] || die "no Go toolchain could be had: put a go 1.21 or newer on the PATH and start again."
export BLINDSPOT_GO_VERSIONS
say "JDK: $JAVA_HOME; Go: $BLINDSPOT_GO_VERSIONS"

say "== Scripts"
while IFS= read -r script; do
  bash -n "$script"
done < <(find "$root/scripts" "$root/.ci" -name '*.sh' -o -name blindspot -o -name run)

say "== Build and tests"
rm -rf "$root"/*/target/failsafe-reports # a failure of an earlier run would count again
maven -DexcludedGroups=acceptance verify "$@"

say "== Benchmarks and memory orderings, briefly"
"$root/scripts/bench.sh" smoke

say "== All passed: scripts, format, unit and integration tests, benchmarks (Go $BLINDSPOT_GO_VERSIONS)"
