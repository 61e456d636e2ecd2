#!/bin/sh
# bin/blindspot of the packaged image: its own runtime, its own classes.
here=$0
[ ! -L "$here" ] || here=$(readlink -f "$here")
# What Java would say, kept by who made the image: to start a JVM takes longer than to say it. Where it cannot be written,
# Java tells why.
case $#${1:-} in
  1-V | 1--version)
    if read -r version <"${here%/*}/../lib/version" && printf '%s\n' "$version"; then
      exit 0
    fi 2>/dev/null
    ;;
esac
lib=$(cd "${here%/*}/../lib" && pwd)
. "$lib/locale.sh"
case ${1:-} in
  record | top | stream | serve) options=follow ;;
  *) options=once ;;
esac
# Who looks for a class in vain, as the reader of command lines does for Groovy, opens all libraries there are: those that
# only other commands use come behind, where they are wanted. The archive is for any class path that begins like this.
path=
for jar in "$lib"/app/sampler-*.jar "$lib"/app/native-bindings-*.jar "$lib"/app/picocli-*.jar "$lib"/app/jackson-core-*.jar; do
  path=$path$jar:
done
case ${1:-} in
  inspect | doctor | -V | --version) path=${path%:} ;;
  *) path=$path$lib/app/* ;;
esac
archive=-XX:AOTCache=$lib/blindspot.aot
# A page that is touched first is dear, on a virtual machine some 20 µs, and a start touches thousands: large ones for what
# glibc allocates too, all of it in one place. Not where a process stays: there it would be memory held for nothing.
if [ "$options" = once ]; then
  large=glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.top_pad=16777216
  export GLIBC_TUNABLES="$large${GLIBC_TUNABLES:+:$GLIBC_TUNABLES}"
fi
if [ -n "${BLINDSPOT_ARCHIVE_TO:-}" ]; then
  archive=-XX:AOTCacheOutput=$BLINDSPOT_ARCHIVE_TO
elif [ ! -e "$lib/blindspot.aot" ]; then
  archive=
fi
# ArchiveRelocationMode: else the archive is put at a random address, and all pointers in it are changed at each start.
# AOTRecordTraining: what methods did while the archive was made would have them compiled at each start, and ends before they pay.
# AOTReplayTraining: so there is nothing to replay; the thread that would takes a lock at each method, in turns with the main one.
# Xlog: what the JVM has to say is not for standard output; of an archive that does not fit any more, and of large pages that
# there are none of, nothing.
set -- "$lib/runtime/bin/java" ${archive:+"$archive"} "@$lib/java.options" "@$lib/$options.options" \
  ${users_locale:+"$users_locale"} \
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-AOTRecordTraining -XX:-AOTReplayTraining \
  -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot=off -Xlog:cds=off -Xlog:pagesize=off:stderr \
  -cp "$path" dev.blindspot.cli.Main "$@"
# A shell starts background commands with SIGINT ignored (bit 1 of the mask), and a JVM keeps to that.
while read -r key ignored; do
  [ "$key" != SigIgn: ] || break
done 2>/dev/null </proc/self/status
case ${ignored:-} in
  *[2367abef])
    if env --default-signal=INT true 2>/dev/null; then
      exec env --default-signal=INT "$@"
    fi
    ;;
esac
exec "$@"
