# Keeps the checkout's classes as new as its sources.
# shellcheck shell=bash

readonly classes=$root/sampler/target/classes
readonly built=$root/sampler/target/built

# A source, a build file or a folder (something was deleted from it) newer than the last build.
is_stale() {
  [[ -e $built && -d $classes && -d $root/native-bindings/target/classes ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root"/{native-bindings,sampler}/{pom.xml,src/main} -newer "$built" -print -quit) ]]
}

# Sources that change during the build are newer than its start, so the next run sees them.
build_classes() {
  is_stale || return 0
  local begin=$built.begin log
  mkdir -p "${built%/*}" || die "cannot write to ${built%/*}"
  use packages maven
  need mvn maven
  [[ -n ${quiet:-} ]] || say "blindspot: building, once ..."
  : >"$begin"
  if ! log=$(maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -pl native-bindings,sampler process-classes 2>&1); then
    say "$log"
    return 1
  fi
  mv "$begin" "$built"
}

# Checkouts are built one at a time each: the lock is named by the path.
ensure_built() {
  is_stale || return 0
  locked "build${root//\//-}" build_classes || die "the build failed; what Maven said is above."
}
