#!/bin/sh
# Generates the Java for Linux's C surface (native-bindings/src/main/c/linux.h) with jextract, once for x86-64
# and once for arm64, demands that both runs give the same bytes, and puts them in the place of the committed
# ones. With --check it replaces nothing and fails where the committed ones differ.
# Needs jextract in the PATH, built with libclang 14 (newer ones drop the anonymous unions of perf_attr), and the C
# headers of both machines (see audit-bindings.sh). Where they are not at hand the check is skipped.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sources=$root/native-bindings/src/main/c
package=dev.blindspot.linux.bindings
committed=$root/native-bindings/src/main/java/$(echo $package | tr . /)
check=false
case "${1-}" in
    '') ;;
    --check) check=true ;;
    *) echo "usage: $0 [--check]" >&2; exit 2 ;;
esac

unable() {
    if $check; then
        echo "bindings not generated again, check skipped: $1"
        exit 0
    fi
    echo "$0: $1" >&2
    exit 1
}

command -v jextract >/dev/null || unable "no jextract in the PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for machine in x86_64 aarch64; do
    mkdir "$work/$machine"
    cp "$sources/linux.h" "$sources/includes.args" "$work/$machine"
    cd "$work/$machine"
    # jextract gives libclang the lines of this file.
    echo "--target=$machine-linux-gnu" >compile_flags.txt
    if [ $machine != "$(uname -m)" ]; then
        include=/usr/$machine-linux-gnu/include
        [ -f "$include/linux/perf_event.h" ] || unable "no headers of $machine in $include"
        printf '%s\n' -isystem "$include" >>compile_flags.txt
    fi
    jextract --output out -t $package --header-class-name Linux @includes.args linux.h
done

if ! diff -r "$work/x86_64/out" "$work/aarch64/out"; then
    echo "$0: the two machines differ: name such a value once for each in linux.h" >&2
    exit 1
fi
generated=$work/x86_64/out/$(echo $package | tr . /)
if $check; then
    if ! diff -r "$generated" "$committed"; then
        echo "$0: the committed bindings are not what jextract makes of linux.h" >&2
        exit 1
    fi
    echo "bindings: jextract makes the committed bytes, on both machines"
else
    rm -f "$committed"/*.java
    cp "$generated"/*.java "$committed"
fi
