#!/usr/bin/env bash
# acceptance.sh [tests|overhead] [MAVEN ARGUMENTS]: the long matrix. Both unless one is named.
#   tests     all tests with live processes, those tagged `acceptance` too, over every Go version and
#             Debian service that can be had here; what passed goes to docs/acceptance/DATE-tests.md
#   overhead  what the target pays (bench.overhead), to docs/acceptance/DATE-overhead.md
# These files are to be committed.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven tracefs

what=all
case ${1:-} in
  tests | overhead)
    what=$1
    shift
    ;;
esac
need_jdk
need mvn maven
need gcc gcc libc6-dev
ensure_tracefs
versions=()
for version in $GO_VERSIONS; do
  if go_toolchain "$version" >/dev/null; then
    versions+=("$version")
  fi
done
[[ ${#versions[@]} -gt 0 ]] || die "no Go toolchain could be had: put a go 1.21 or newer on the PATH and start again."
export BLINDSPOT_GO_VERSIONS="${versions[*]}" BLINDSPOT_REQUIRE_PRIVILEGE=1
status=0
date=$(date -u +%Y-%m-%d)

# save NAME: what comes in, under the heading and the machine it was measured on.
save() {
  local file=$root/docs/acceptance/$date-$1.md
  mkdir -p "${file%/*}"
  {
    echo "# Acceptance: $1, $date"
    echo
    echo "Commit $(git -C "$root" rev-parse --short HEAD)$(git -C "$root" diff --quiet HEAD -- . ':!docs' || echo ' with changes'), $(uname -sr), $(uname -m), $(nproc) CPUs," \
      "$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), JDK $("$JAVA_HOME/bin/java" --version | head -n 1 | cut -d ' ' -f 2)."
    echo
    cat
  } >"$file.part"
  mv "$file.part" "$file"
  say "== Results are in ${file#"$root"/}"
}

# One line a test: class, name, seconds, result.
results() {
  local report
  for report in "$root"/*/target/failsafe-reports/TEST-*.xml; do
    [[ -e $report ]] || continue
    awk '
      function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
      function row() { sub(/.*\./, "", class); printf "| %s | %s | %s | %s |\n", class, name, seconds, result }
      /<testcase / { name = attribute("name"); class = attribute("classname"); seconds = attribute("time"); result = "passed"; if (/\/>[ \t]*$/) row(); else open = 1 }
      open && /<(failure|error)[ >]/ { result = "**failed**" }
      open && /<skipped/ { reason = $0; sub(/.*CDATA\[([A-Za-z0-9_.$]+: )?/, "", reason); result = "skipped: " reason }
      /<\/testcase>/ && open { row(); open = 0 }
    ' "$report"
  done
}

# What the service tests say of their recordings, a line each.
services() {
  local report=$root/sampler/target/failsafe-reports/TEST-dev.blindspot.service.DebianServiceIT.xml
  [[ ! -e $report ]] || sed -n 's/^.*\(PROMETHEUS\|ETCD\|CADDY\|NATS\)\( [a-z]*: .*without function.*\)$/- \1\2/p' "$report" | sort -u
}

if [[ $what != overhead ]]; then
  rm -rf "$root"/*/target/failsafe-reports
  maven -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false -pl native-bindings,sampler verify "$@" || status=$?
  {
    echo "Go $BLINDSPOT_GO_VERSIONS."
    echo
    echo "| test | case | seconds | result |"
    echo "| --- | --- | --- | --- |"
    results
    echo
    echo "## Services under load, recorded for 10 s"
    echo
    services
  } | save tests
fi
if [[ $what != tests ]]; then
  if figures=$("$root/scripts/bench.sh" overhead); then
    { echo "Load average before: $(sed -n 's/.*"load": "\([^"]*\)".*/\1/p' "$root/bench/target/results/machine.json")." && printf '%s\n' "$figures"; } | save overhead
  else
    status=1
  fi
fi
exit "$status"
