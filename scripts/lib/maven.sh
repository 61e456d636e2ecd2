# Runs Maven on the fitting JDK, with its own noise cut.
# shellcheck shell=bash

# maven ARGS: expects need_jdk to have been called.
maven() {
  (
    cd "$root" || exit 1
    # Maven's own libraries warn on a new JDK; that is no news to anyone here.
    export MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
    exec mvn -B -Dstyle.color=never "$@" </dev/null
  )
}
