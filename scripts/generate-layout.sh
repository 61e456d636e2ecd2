#!/usr/bin/env bash
# generate-layout.sh GOVERSION...: makes the data files that tell how the runtime of these minor versions of Go (1.27, say) is
# laid out in memory, for both architectures, from the debug information of a program built with each.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites go

[[ $# -ge 1 ]] || { say "usage: ${0##*/} GOVERSION..."; exit 2; }
tool=$root/sampler/src/main/go/layout
files=$root/sampler/src/main/resources/dev/blindspot/golang/layout
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debug information of structures that nothing refers to is left out by the linker: the compiler's -N keeps more.
generate() {
  local go=$1 arch=$2 file=$3
  (cd "$tool" && CGO_ENABLED=0 GOARCH=$arch "$go" build -ldflags=-compressdwarf=false -o "$work/reference" ./reference)
  "$work/layout" "$work/reference" "$("$go" env GOVERSION)" >"$work/file"
  mv "$work/file" "$file"
}

for version in "$@"; do
  go=$(go_toolchain "$version") || die "no toolchain of Go $version could be had."
  (cd "$tool" && CGO_ENABLED=0 "$go" build -o "$work/layout" .)
  for arch in amd64 arm64; do
    generate "$go" "$arch" "$files/go$version-$arch.txt"
    say "$files/go$version-$arch.txt"
  done
done
