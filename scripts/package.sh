#!/usr/bin/env bash
# package.sh [--for amd64|arm64] [FOLDER]: makes what runs without this checkout and without a JDK, for this machine's
# architecture or another:
#   FOLDER/blindspot-VERSION-linux-ARCH/         bin/blindspot, its own Java runtime and an archive of loaded classes
#   FOLDER/blindspot-VERSION-linux-ARCH.tar.gz   the same, to be copied
#   FOLDER/blindspot-VERSION-linux-ARCH/lib/app/ the plain jars: java -jar lib/app/blindspot.jar, on any JDK 25
# FOLDER is target/package unless said. What is made for another architecture has not been run, and has no archive, which
# only that one can make: there, BLINDSPOT_ARCHIVE_TO=lib/blindspot.aot bin/blindspot inspect PID, of a Go process, makes it.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk go maven

# What Blindspot and the libraries it calls need of the platform. jdeps cannot tell: some libraries are modules whose own
# requirements are not met on a class path, and services are found while running.
readonly MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.unsupported

case $(uname -m) in
  x86_64) own=amd64 ;;
  aarch64) own=arm64 ;;
  *) die "there is no Blindspot for $(uname -m)." ;;
esac
arch=$own
if [[ ${1:-} == --for ]]; then
  arch=${2:-}
  [[ $arch == amd64 || $arch == arm64 ]] || die "usage: ${0##*/} [--for amd64|arm64] [FOLDER]"
  shift 2
fi
folder=${1:-$root/target/package}
need_jdk
need mvn maven
[[ -x $JAVA_HOME/bin/jlink ]] ||
  die "the JDK at $JAVA_HOME has no jlink, which makes the package's Java runtime: set JAVA_HOME to a whole JDK (in Debian: openjdk-$JDK_AT_LEAST-jdk-headless)."

# jlink makes a runtime of any architecture's modules; Debian has them as packages. Sets "options".
foreign_runtime() {
  local modules=$cache/jmods/$arch
  unpack_from_suite "trixie:$arch" "$modules" "openjdk-$JDK_AT_LEAST-jdk-headless" ||
    die "the modules of a JDK for $arch could not be had from Debian."
  options=(--strip-java-debug-attributes --module-path "$modules/usr/lib/jvm/java-$JDK_AT_LEAST-openjdk-$arch/jmods")
}

say "== Jars"
rm -rf "$root/sampler/target/lib" # libraries that an earlier build had would come along
if ! log=$(maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -DskipTests -pl native-bindings,sampler package 2>&1); then
  say "$log"
  die "the build failed; what Maven said is above."
fi
version=$(sed -n 's/^  <version>\(.*\)<.*/\1/p' "$root/pom.xml" | head -n 1)
name=blindspot-$version-linux-$arch
image=$folder/$name
rm -rf "$image" "$image.tar.gz"
mkdir -p "$image/bin" "$image/lib/app" || die "cannot write to $folder"
cp "$root"/{sampler,native-bindings}/target/*-"$version".jar "$root"/sampler/target/lib/*.jar "$image/lib/app/"
# The library that reads command lines is compiled for Java 5, and no archive of classes takes such.
"$JAVA_HOME/bin/java" -cp "$image/lib/app/*" "$root/scripts/lib/ModernClasses.java" "$image"/lib/app/picocli-*.jar ||
  die "the classes of picocli could not be made new; what was said is above."

# For java -jar: all of them, and what the launcher says by options.
{
  printf 'Main-Class: dev.blindspot.cli.Main\nEnable-Native-Access: ALL-UNNAMED\nAdd-Opens: java.base/java.nio\nClass-Path: \n'
  for jar in "$image"/lib/app/*.jar; do
    printf '  %s\n' "${jar##*/}"
  done
} >"$image/manifest"
"$JAVA_HOME/bin/jar" --create --file "$image/lib/app/blindspot.jar" --manifest "$image/manifest" || die "jar could not make blindspot.jar."
rm "$image/manifest"

"$JAVA_HOME/bin/java" -jar "$image/lib/app/blindspot.jar" --version >"$image/lib/version" || die "the plain jar in $image does not run."

say "== Java runtime"
options=(--strip-debug)
[[ $arch == "$own" ]] || foreign_runtime
"$JAVA_HOME/bin/jlink" --add-modules "$MODULES" "${options[@]}" --no-header-files --no-man-pages '--exclude-files=**.debuginfo' \
  --output "$image/lib/runtime" || die "jlink could not make a runtime; what it said is above."
install -m 755 "$root/scripts/lib/launcher.sh" "$image/bin/blindspot"
install -m 644 "$root"/scripts/lib/{java.options,once.options,follow.options,locale.sh} "$image/lib/"

compress() {
  tar -C "$folder" -czf "$image.tar.gz" "$name"
  say "== $image ($(du -sh "$image" | cut -f 1)), $image.tar.gz ($(du -h "$image.tar.gz" | cut -f 1))"
}

if [[ $arch != "$own" ]]; then
  compress
  exit
fi

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
# Code that calls methods by their handles is written at run time, a class for each shape, unless lib/classlist named the
# shape when the archive was made: those of a call of libc are not among them.
JDK_JAVA_OPTIONS=-XX:DumpLoadedClassList=$work/classes "$image/bin/blindspot" inspect "${target:-$$}" >/dev/null 2>&1 || true
grep '^@lambda-form-invoker' "$work/classes" >"$image/lib/runtime/lib/classlist" || die "what an inspection loads is not told by this JDK."
said=$(BLINDSPOT_ARCHIVE_TO=$image/lib/blindspot.aot "$image/bin/blindspot" inspect "${target:-$$}" 2>&1 >/dev/null) || true
[[ -e $image/lib/blindspot.aot ]] || say "no archive could be made, so it starts more slowly: $said"

say "== Does it run?"
"$image/bin/blindspot" inspect "${target:-$$}" --json >/dev/null || die "the package made in $image does not run."

compress
