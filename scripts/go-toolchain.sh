#!/usr/bin/env bash
# go-toolchain.sh VERSION: prints the path of a `go` of that minor version (1.19, 1.21 … 1.27),
# fetched into the cache if need be. It needs no environment of its own.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites go

[[ $# -eq 1 ]] || { say "usage: ${0##*/} VERSION, one of: $GO_VERSIONS"; exit 2; }
go_toolchain "$1" || exit 1
