#!/usr/bin/env bash
# build-go-target.sh NAME [GOVERSION] [MODE]: builds sampler/src/test/go/NAME into the cache and
# prints the binary's path (a plugin's: its .so). GOVERSION is 1.19 unless said. MODE joins by
# dashes what differs from a plain build: plain, stripped, pie, cgo, arm64 (pie-stripped, say), race,
# static (which is cgo), debug (not optimised), nogreenteagc (Go 1.26), a plugin's renewedN.
# What is there already is not built again; several may ask at once.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"

usage() {
  say "usage: ${0##*/} NAME [GOVERSION] [plain|stripped|pie|pie-stripped|cgo|...]"
  exit 2
}

[[ $# -ge 1 && $# -le 3 ]] || usage
name=$1 version=${2:-1.19} mode=${3:-plain}
sources=$root/sampler/src/test/go
[[ $name =~ ^[a-z]+$ && -d $sources/$name ]] || die "there is no Go target '$name' in sampler/src/test/go."

flags=(-trimpath -buildvcs=false) cgo=0 arch= experiment= ldflags=
case $name in
  cgomap | cmalloc | pluginhost | pluginfail | plugin | handletruth | leakclasses | requests | growing) cgo=1 ;;
esac
IFS=- read -ra words <<<"$mode"
for word in "${words[@]}"; do
  case $word in
    plain) ;;
    stripped) ldflags+=' -s -w' ;;
    pie) flags+=(-buildmode=pie) ;;
    cgo) cgo=1 ;;
    leak) flags+=(-tags=leak) ;;
    arm64) arch=arm64 ;;
    race) cgo=1 flags+=(-race) ;;
    static) cgo=1 ldflags+=' -linkmode=external -extldflags=-static' ;;
    debug) flags+=('-gcflags=all=-N -l') ;;
    nogreenteagc) experiment=$word ;;
    renewed[0-9]*) flags+=("-gcflags=-p=targets/$word") ldflags+=" -pluginpath=targets/$word" ;; # as if it were another plugin
    *) usage ;;
  esac
done
[[ $(uname -m) != aarch64 ]] || arch=arm64
[[ -z $ldflags ]] || flags+=("-ldflags=${ldflags# }")
file=$name
if [[ $name == plugin ]]; then
  flags+=(-buildmode=plugin)
  file=plugin.so
fi

key=$(cd "$sources" && {
  printf '%s ' "$name" "$version" "$arch" "$cgo" "${flags[@]}" ${experiment:+"$experiment"}
  sha256sum go.mod "$name"/* internal/*/*
} | sha256sum)
binary=$cache/targets/${key:0:16}/$file

build() {
  [[ -e $binary ]] && return 0
  use packages suites go
  local go compiler=gcc part=${binary%/*}.part
  go=$(go_toolchain "$version") || return 1
  if [[ $cgo -eq 1 && -n $arch && $(uname -m) != aarch64 ]]; then
    compiler=aarch64-linux-gnu-gcc
    need "$compiler" gcc-aarch64-linux-gnu libc6-dev-arm64-cross
  elif [[ $cgo -eq 1 ]]; then
    need gcc gcc libc6-dev
  fi
  rm -rf "$part"
  mkdir -p "$part"
  (cd "$sources" && CGO_ENABLED=$cgo CC=$compiler GOEXPERIMENT=$experiment GOARCH=${arch:-$("$go" env GOHOSTARCH)} \
    "$go" build "${flags[@]}" -o "$part/$file" "./$name" >&2) || return 1
  mv -T "$part" "${binary%/*}"
}

[[ -e $binary ]] || locked "target-${key:0:16}" build || die "'$name' could not be built with Go $version ($mode)."
printf '%s\n' "$binary"
