# Tracepoints are found by their ids in tracefs, which not every machine has mounted.
# shellcheck shell=bash

ensure_tracefs() {
  local place=/sys/kernel/tracing
  [[ -d $place/events || $EUID -ne 0 || ! -d $place ]] && return 0
  say "mounting tracefs at $place"
  mount -t tracefs nodev "$place" || say "tracefs could not be mounted at $place"
}
