#!/usr/bin/env bash
# acceptance.sh: the long matrix, the tests tagged `acceptance`, over every Go version and Debian
# service that can be had here. Writes what passed, by which machine, to docs/acceptance/DATE.md;
# that file is to be committed. Further arguments go to Maven.
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

reports=$root/sampler/target/failsafe-reports
rm -rf "$reports"
status=0
maven -Dgroups=acceptance -DexcludedGroups= -pl native-bindings,sampler verify "$@" || status=$?

# One line a test: class, name, seconds, result.
results() {
  local report
  for report in "$reports"/TEST-*.xml; do
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
} >"$file.part"
mv "$file.part" "$file"
say "== Results are in ${file#"$root"/}"
exit "$status"
