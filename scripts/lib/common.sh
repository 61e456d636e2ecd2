# Sourced by every script here: the checkout's root, the cache, and how to stop.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/blindspot

# All words of a script go to stderr; stdout is for what it was asked for.
say() {
  printf '%s\n' "$*" >&2
}

# One sentence, exit code 1.
die() {
  say "${0##*/}: $*"
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# locked NAME COMMAND ARGS: runs COMMAND while no other script here holds NAME.
# The lock goes with the process, also when it is killed.
locked() {
  local lock=$cache/lock/$1 status=0 lock_fd
  shift
  mkdir -p "${lock%/*}" || die "cannot create ${lock%/*}"
  exec {lock_fd}>"$lock"
  flock "$lock_fd"
  "$@" || status=$?
  exec {lock_fd}>&-
  return "$status"
}

# use PART...: sources the parts of lib named.
use() {
  local part
  for part in "$@"; do
    source "$root/scripts/lib/$part.sh"
  done
}
