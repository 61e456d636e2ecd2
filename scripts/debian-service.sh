#!/usr/bin/env bash
# debian-service.sh PACKAGE SUITE: prints the path of a Go service as Debian ships it, unpacked
# into the cache. PACKAGE: prometheus, etcd-server, caddy, nats-server. SUITE: bookworm, trixie, sid.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites

[[ $# -eq 2 ]] || { say "usage: ${0##*/} PACKAGE SUITE"; exit 2; }
package=$1 suite=$2
case $package in
  prometheus | caddy) binary=usr/bin/$package ;;
  etcd-server) binary=usr/bin/etcd ;;
  nats-server) binary=usr/sbin/nats-server ;;
  *) say "$package is none of prometheus, etcd-server, caddy, nats-server"; exit 2 ;;
esac
place=$cache/services/$suite/$package
reason=$(unpack_from_suite "$suite" "$place" "$package" 2>&1) ||
  die "$package could not be had from $suite by the package sources of this machine. ${reason##*E: }"
[[ -x $place/$binary ]] || die "$package of $suite has no $binary."
printf '%s\n' "$place/$binary"
