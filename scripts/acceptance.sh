#!/usr/bin/env bash
# acceptance.sh: the long matrix: all tests with live processes, those tagged `acceptance` too, over
# every Go version and Debian service that can be had here, then what the target pays (bench.overhead).
# Writes what passed, by which machine, to docs/acceptance/DATE.md; that file is to be committed.
# Further arguments go to Maven.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven tracefs

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

rm -rf "$root"/*/target/failsafe-reports
status=0
maven -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false -pl native-bindings,sampler verify "$@" || status=$?

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

overhead=$("$root/scripts/bench.sh" overhead) || status=1

mkdir -p "$root/docs/acceptance"
file=$root/docs/acceptance/$(date -u +%Y-%m-%d).md
{
  echo "# Acceptance, $(date -u +%Y-%m-%d)"
  echo
  echo "Commit $(git -C "$root" rev-parse --short HEAD)$(git -C "$root" diff --quiet HEAD || echo ' with changes'), $(uname -sr), $(uname -m), $(nproc) CPUs," \
    "$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), JDK $("$JAVA_HOME/bin/java" --version | head -n 1 | cut -d ' ' -f 2), Go $BLINDSPOT_GO_VERSIONS."
  echo
  echo "| test | case | seconds | result |"
  echo "| --- | --- | --- | --- |"
  results
  echo
  echo "## Services"
  echo
  services
  echo
  echo "## What the target pays"
  printf '%s\n' "$overhead"
} >"$file.part"
mv "$file.part" "$file"
say "== Results are in ${file#"$root"/}"
exit "$status"
