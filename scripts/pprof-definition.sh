#!/usr/bin/env bash
# pprof-definition.sh: prints the path of pprof's published profile.proto as protoc compiles it: a
# FileDescriptorSet. Both come from Debian, unpacked into the cache.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites

suite=bookworm place=$cache/pprof-definition
reason=$(unpack_from_suite "$suite" "$place" golang-github-google-pprof-dev \
  protobuf-compiler libprotoc32 libprotobuf32 2>&1) ||
  die "pprof's definition could not be had from $suite by the package sources of this machine. ${reason##*E: }"
compiled=$place/profile.pb
if [[ ! -e $compiled ]]; then
  libraries=("$place"/usr/lib/*-linux-gnu*/)
  LD_LIBRARY_PATH=${libraries[0]} "$place/usr/bin/protoc" \
    --proto_path="$place/usr/share/gocode/src/github.com/google/pprof/proto" \
    --descriptor_set_out="$compiled.$$" profile.proto || die "protoc of $suite does not compile profile.proto."
  mv "$compiled.$$" "$compiled"
fi
printf '%s\n' "$compiled"
