#!/bin/sh
# bin/blindspot of the packaged image: its own runtime, its own classes.
here=$(readlink -f "$0")
lib=${here%/bin/*}/lib
# Commands that look once end before the second compiler pays; those that trace run for hours.
case ${1:-} in
  record | top | stream | serve) compilers= ;;
  *) compilers=-XX:TieredStopAtLevel=1 ;;
esac
archive=-XX:AOTCache=$lib/blindspot.aot
if [ -n "${BLINDSPOT_ARCHIVE_TO:-}" ]; then
  archive=-XX:AOTCacheOutput=$BLINDSPOT_ARCHIVE_TO
elif [ ! -e "$lib/blindspot.aot" ]; then
  archive=
fi
# ArchiveRelocationMode: else the archive is put at a random address, and all pointers in it are changed at each start.
set -- "$lib/runtime/bin/java" ${archive:+"$archive"} $compilers \
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
  -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot=off -Xlog:cds=off \
  --sun-misc-unsafe-memory-access=allow \
  -XX:+UseSerialGC -Xms24m -XX:-UsePerfData -jar "$lib/app/blindspot.jar" "$@"
# A shell starts background commands with SIGINT ignored, and a JVM keeps to that.
if env --default-signal=INT true 2>/dev/null; then
  exec env --default-signal=INT "$@"
fi
exec "$@"
