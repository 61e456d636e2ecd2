#!/bin/sh
# Holds every constant, struct, field and flag bit of the generated bindings against the C headers of
# x86-64 and arm64, with gcc. Runs in every build of native-bindings, and by hand after it was compiled.
# Nothing is executed: the other machine's headers are enough (Debian, Ubuntu: libc6-dev-arm64-cross and
# linux-libc-dev-arm64-cross; on arm64 libc6-dev-amd64-cross and linux-libc-dev-amd64-cross).
# What cannot be checked here is said; with BLINDSPOT_REQUIRE_AUDIT=1 it fails the build.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sources=$root/native-bindings/src/main/c
classes=$root/native-bindings/target/classes
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
    if [ "${BLINDSPOT_REQUIRE_AUDIT:-}" = 1 ]; then
        echo "bindings audit: $1" >&2
        exit 1
    fi
    echo "bindings audit skipped: $1"
}

# The compiler, with its options, for a machine: sets "$compile", or fails with the reason in "$missing".
# Both machines are little-endian LP64 and lay out these structs alike, so one's compiler reads the other's headers.
choose_compiler() {
    if [ "$1" = "$(uname -m)" ]; then
        compile=gcc
    elif command -v "$1-linux-gnu-gcc" >/dev/null; then
        compile=$1-linux-gnu-gcc
    elif [ -f "/usr/$1-linux-gnu/include/linux/perf_event.h" ] && [ -f "/usr/$1-linux-gnu/include/fcntl.h" ]; then
        compile="gcc -nostdinc -U__x86_64__ -U__aarch64__ -D__$1__ -isystem $(gcc -print-file-name=include)"
        compile="$compile -isystem /usr/$1-linux-gnu/include"
    else
        missing="no headers of $1: neither $1-linux-gnu-gcc nor /usr/$1-linux-gnu/include"
        return 1
    fi
    code=$(printf '#include <linux/version.h>\nLINUX_VERSION_CODE\n' | $compile -E -P - | tail -n 1)
    version=$((code >> 16)).$((code >> 8 & 255))
    if [ "$code" -lt $((6 << 16)) ]; then
        missing="the headers of $1 are Linux $version's; the bindings name things of Linux 6.0"
        return 1
    fi
}

if ! command -v gcc >/dev/null; then
    skip "no gcc"
    exit 0
fi

"$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --class-path "$classes" \
    "$sources/Audit.java" "$classes" >"$work/audit.c"

# All that linux.h is asked for is among what is checked, and the reverse.
sed -n 's/^--include-\(constant\|struct\) //p' "$sources/includes.args" | sort >"$work/asked"
sed -n 's/^\(CONSTANT\|STRUCT\)(\([A-Za-z0-9_]*\),.*/\2/p' "$work/audit.c" | sort >"$work/checked"
if ! diff "$work/asked" "$work/checked"; then
    echo "bindings audit: includes.args (<) and the generated classes (>) differ: run scripts/generate-bindings.sh" >&2
    exit 1
fi

for machine in x86_64 aarch64; do
    if ! choose_compiler $machine; then
        skip "$missing"
        continue
    fi
    if ! $compile -O1 -Wall -Werror -I"$sources" -c -o "$work/audit.o" "$work/audit.c"; then
        echo "bindings audit: the generated Java is not what the headers of $machine say" >&2
        exit 1
    fi
    echo "bindings audit: $(grep -c '^CONSTANT' "$work/audit.c") constants, $(grep -c '^FIELD' "$work/audit.c") fields," \
        "$(grep -c '^BIT' "$work/audit.c") flag bits agree with the headers of $machine (Linux $version)"
done
