#!/usr/bin/env bash
# generate-layout.sh GOVERSION...: makes the data files that tell how the runtime of these minor versions of Go (1.27, say) is
# laid out in memory, for both architectures, from the debug information of a program built with each; and a file beside it
# of what refers to the runtime's variables where nothing was optimised (-N -l).
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites go

need gcc gcc libc6-dev
if [[ $(uname -m) == aarch64 ]]; then
  foreign=x86_64-linux-gnu-gcc
  need "$foreign" gcc-x86-64-linux-gnu libc6-dev-amd64-cross
else
  foreign=aarch64-linux-gnu-gcc
  need "$foreign" gcc-aarch64-linux-gnu libc6-dev-arm64-cross
fi

[[ $# -ge 1 ]] || { say "usage: ${0##*/} GOVERSION..."; exit 2; }
tool=$root/sampler/src/main/go/layout
files=$root/sampler/src/main/resources/dev/blindspot/golang/layout
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# generate GO ARCH FILE GCFLAGS [anchors]: with cgo, for then what plugins and cgo handles refer to is found too.
generate() {
  local go=$1 arch=$2 file=$3 gcflags=$4 compiler=$foreign
  shift 4
  [[ $arch != "$("$go" env GOHOSTARCH)" ]] || compiler=gcc
  (cd "$tool" && CGO_ENABLED=1 CC=$compiler GOARCH=$arch "$go" build -gcflags="$gcflags" -ldflags=-compressdwarf=false -o "$work/reference" ./reference)
  "$work/layout" "$work/reference" "$("$go" env GOVERSION)" "$@" >"$work/file"
  mv "$work/file" "$file"
  say "$file"
}

for version in "$@"; do
  go=$(go_toolchain "$version") || die "no toolchain of Go $version could be had."
  (cd "$tool" && CGO_ENABLED=0 "$go" build -o "$work/layout" .)
  for arch in amd64 arm64; do
    generate "$go" "$arch" "$files/go$version-$arch.txt" ''
    generate "$go" "$arch" "$files/go$version-$arch-unoptimized.txt" 'all=-N -l' anchors
  done
done
