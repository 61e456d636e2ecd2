# Go toolchains by minor version: from Debian's suites, else from the `go` on the PATH.
# shellcheck shell=bash

readonly GO_VERSIONS='1.19 1.21 1.22 1.23 1.24 1.25 1.26 1.27'

# Where Debian has a minor version, the likeliest suite first.
go_suites() {
  case $1 in
    1.19) echo bookworm ;;
    1.21 | 1.22 | 1.23) echo bookworm-backports ;;
    1.24) echo trixie bookworm-backports ;;
    1.25 | 1.26) echo trixie-backports sid ;;
    1.27) echo sid trixie-backports ;;
  esac
}

# The release that a newer `go` is asked for where there is no Debian.
go_release() {
  case $1 in
    1.19) echo go1.19.13 ;;
    1.21) echo go1.21.13 ;;
    1.22) echo go1.22.12 ;;
    1.23) echo go1.23.12 ;;
    1.24) echo go1.24.4 ;;
    1.25) echo go1.25.12 ;;
    1.26) echo go1.26.10 ;;
    1.27) echo go1.27.3 ;;
  esac
}

# go_toolchain VERSION: prints a `go` that runs as it is: its environment is set within.
go_toolchain() {
  local version=$1 go=$cache/go/$1/go
  [[ " $GO_VERSIONS " == *" $version "* ]] || {
    say "Go $version is not among those tested: $GO_VERSIONS"
    return 1
  }
  [[ -x $go ]] && "$go" version >/dev/null 2>&1 || locked "go-$version" make_go "$version" "$go" || return 1
  printf '%s\n' "$go"
}

make_go() {
  local version=$1 go=$2 suite place=$cache/go/$1/debian
  mkdir -p "${go%/*}"
  if is_go "$version" go local; then
    write_go "$go" "$(GOTOOLCHAIN=local go env GOROOT)" local
    return
  fi
  for suite in $(go_suites "$version"); do
    if unpack_from_suite "$suite" "$place" "golang-$version-go" "golang-$version-src" 2>/dev/null; then
      write_go "$go" "$place/usr/lib/go-$version" local
      return
    fi
  done
  if is_go "$version" go "$(go_release "$version")"; then
    write_go "$go" '' "$(go_release "$version")"
    return
  fi
  say "Go $version could not be had: no package source of this machine has it, nor a go on the PATH."
  return 1
}

# is_go VERSION COMMAND TOOLCHAIN
is_go() {
  have "$2" && [[ "$(GOTOOLCHAIN=$3 "$2" env GOVERSION 2>/dev/null)" =~ ^go${1/./\\.}([.a-z]|$) ]]
}

# write_go FILE GOROOT TOOLCHAIN: the build is the same on every machine, and offline.
write_go() {
  local go=${2:+$2/bin/}go
  {
    printf '#!/bin/sh\n'
    [[ -n $2 ]] && printf "export GOROOT='%s'\n" "$2"
    printf 'export GOTOOLCHAIN=%s GOENV=off GO111MODULE=on GOFLAGS=-mod=mod\n' "$3"
    [[ $3 == local ]] && printf 'export GOPROXY=off\n'
    printf "export GOCACHE='%s' GOPATH='%s'\n" "$cache/go-build" "$cache/go-path"
    [[ -n $2 ]] || go=$(command -v go)
    printf "exec '%s' \"\$@\"\n" "$go"
  } >"$1.part"
  chmod +x "$1.part"
  mv "$1.part" "$1"
}

# obtainable_go VERSIONS: prints the first of them that can be had, or nothing.
obtainable_go() {
  local version
  for version in $1; do
    if go_toolchain "$version" >/dev/null 2>&1; then
      printf '%s\n' "$version"
      return
    fi
  done
}
