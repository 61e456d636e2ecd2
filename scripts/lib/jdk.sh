# Finds a JDK that is new enough, by the release file it carries: nothing is started.
# shellcheck shell=bash

readonly JDK_AT_LEAST=25

# jdk_major HOME: prints the feature release of the JDK at HOME; fails where none is.
jdk_major() {
  local line version
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line == JAVA_VERSION=* ]]; then
      version=${line#*=}
      version=${version//\"/}
      version=${version%%[.+-]*}
      [[ $version =~ ^[0-9]+$ ]] || return 1
      printf '%s\n' "$version"
      return 0
    fi
  done <"$1/release"
  return 1
}

is_fitting_jdk() {
  local major
  major=$(jdk_major "$1") && ((major >= JDK_AT_LEAST))
}

# Sets JAVA_HOME to the first that fits: JAVA_HOME itself, the oldest of the system's
# that fits (the one built for), the one whose java is on the PATH.
find_jdk() {
  local home major best='' best_major=9999
  [[ -n ${JAVA_HOME:-} ]] && is_fitting_jdk "$JAVA_HOME" && return 0
  for home in /usr/lib/jvm/*; do
    [[ -d $home ]] && major=$(jdk_major "$home") || continue
    if ((major >= JDK_AT_LEAST && major < best_major)); then
      best=$home best_major=$major
    fi
  done
  if [[ -z $best ]] && have java; then
    home=$(readlink -f "$(command -v java)")
    home=${home%/bin/java}
    is_fitting_jdk "$home" && best=$home
  fi
  [[ -n $best ]] || return 1
  export JAVA_HOME=$best
}

# Leaves JAVA_HOME at a fitting JDK, installing one where a suite has one, or stops.
need_jdk() {
  find_jdk && return 0
  try_install "openjdk-$JDK_AT_LEAST-jdk-headless" && find_jdk && return 0
  die "a JDK $JDK_AT_LEAST or newer is needed and none was found or could be installed; set JAVA_HOME to one and start again."
}
