#!/bin/sh
# Within the emulated system: the tests and a short run of the benchmarks. What they found is left in /tmp/out.
out=/tmp/out
cp -r /payload/checkout /tmp/checkout
. /payload/environment
export XDG_CACHE_HOME=/payload/cache BLINDSPOT_REQUIRE_PRIVILEGE=1 BLINDSPOT_GO_VERSIONS
java="java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  --add-opens=java.base/java.nio=ALL-UNNAMED -XX:+UseSerialGC -XX:ErrorFile=$out/hs_err_%p.log"
bindings=/tmp/checkout/native-bindings/target sampler=/tmp/checkout/sampler/target bench=/tmp/checkout/bench/target
code=0

# junit MODULE CLASSPATH: one module's tests, as JUnit XML.
junit() {
  module=$1 path=$2
  echo "@@TESTS $module $(cut -d' ' -f1 /proc/uptime)"
  cd /tmp/checkout/$module || return
  $java -cp "target/test-classes:target/classes:$path:/payload/test-lib/*" org.junit.platform.console.ConsoleLauncher execute \
    --disable-banner --disable-ansi-colors --details=summary --scan-class-path=target/test-classes \
    --exclude-tag=acceptance \
    --include-classname="$TESTS" --exclude-classname=".*$NOT_THERE" --reports-dir=$out/$module >$out/$module.txt 2>&1 || code=1
  grep -E '^\[ .* (found|successful|failed|aborted) ' $out/$module.txt
}

junit native-bindings ''
junit sampler $bindings/classes

echo "@@BENCHMARKS $(cut -d' ' -f1 /proc/uptime)"
cd $out
$java --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -cp "$bench/classes:$sampler/classes:$bindings/classes:$bench/lib/*" \
  org.openjdk.jmh.Main -f 0 -wi 1 -i 3 -w 200ms -r 200ms -foe true -rf json -rff $out/jmh.json >$out/jmh.txt 2>&1 || code=1

echo "@@ORDERINGS $(cut -d' ' -f1 /proc/uptime)"
mkdir -p /tmp/stress $out/stress
cd /tmp/stress
$java --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -cp "$bench/jars/*:$bench/lib/*" \
  org.openjdk.jcstress.Main -jvmArgsPrepend --enable-native-access=ALL-UNNAMED -r $out/stress -m sanity -sc false -af NONE >$out/stress.txt 2>&1 || code=1
exit $code
