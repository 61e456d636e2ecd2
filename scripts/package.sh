#!/usr/bin/env bash
# package.sh [FOLDER]: makes what runs without this checkout and without a JDK, for this machine's architecture:
#   FOLDER/blindspot-VERSION-linux-ARCH/         bin/blindspot, its own Java runtime and an archive of loaded classes
#   FOLDER/blindspot-VERSION-linux-ARCH.tar.gz   the same, to be copied
#   FOLDER/blindspot-VERSION-linux-ARCH/lib/app/ the plain jars: java -jar lib/app/blindspot.jar, on any JDK 25
# FOLDER is target/package unless said.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven

folder=${1:-$root/target/package}
need_jdk
need mvn maven
[[ -x $JAVA_HOME/bin/jlink ]] || die "the JDK at $JAVA_HOME has no jlink: set JAVA_HOME to one that has."

say "== Jars"
if ! log=$(maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -DskipTests -pl native-bindings,sampler package 2>&1); then
  say "$log"
  die "the build failed; what Maven said is above."
fi
version=$(sed -n 's/^  <version>\(.*\)<.*/\1/p' "$root/pom.xml" | head -n 1)
case $(uname -m) in
  x86_64) arch=amd64 ;;
  aarch64) arch=arm64 ;;
  *) die "there is no Blindspot for $(uname -m)." ;;
esac
name=blindspot-$version-linux-$arch
image=$folder/$name
rm -rf "$image" "$image.tar.gz"
mkdir -p "$image/bin" "$image/lib/app" || die "cannot write to $folder"
cp "$root/sampler/target/sampler-$version.jar" "$image/lib/app/blindspot.jar"
cp "$root/native-bindings/target/native-bindings-$version.jar" "$root"/sampler/target/lib/*.jar "$image/lib/app/"

say "== Java runtime"
modules=$("$JAVA_HOME/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 "$image"/lib/app/*.jar)
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --output "$image/lib/runtime" || die "jlink could not make a runtime."
install -m 755 "$root/scripts/lib/launcher.sh" "$image/bin/blindspot"

# The classes that an inspection of a Go process loads, linked and profiled once for all. Without a toolchain a process
# that is not Go does: then fewer classes come out of it.
say "== Archive of loaded classes"
work=$(mktemp -d)
target=''
# shellcheck disable=SC2329
clean_up() {
  [[ -z $target ]] || kill "$target" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
go_version=$(obtainable_go "$GO_VERSIONS")
if [[ -n $go_version ]]; then
  binary=$("$root/scripts/build-go-target.sh" leakyservice "$go_version")
  mkfifo "$work/out"
  "$binary" >"$work/out" 2>/dev/null </dev/null &
  target=$!
  IFS= read -r -t 20 _ <"$work/out" || die "the service to look at did not start."
fi
BLINDSPOT_ARCHIVE_TO=$image/lib/blindspot.aot "$image/bin/blindspot" inspect "${target:-$$}" >/dev/null ||
  say "no archive could be made; without one it starts more slowly."
[[ -e $image/lib/blindspot.aot ]] || say "no archive was made; without one it starts more slowly."

tar -C "$folder" -czf "$image.tar.gz" "$name"
say "== $image ($(du -sh "$image" | cut -f 1)), $image.tar.gz ($(du -h "$image.tar.gz" | cut -f 1))"
