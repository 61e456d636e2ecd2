#!/bin/sh
# Within the emulated system: the tests and a short run of the benchmarks. What they found is left in /tmp/out, and each
# test is told on the console as it ends, with the seconds since the machine began.
out=/tmp/out checkout=/payload/checkout
. /payload/environment
export XDG_CACHE_HOME=/payload/cache BLINDSPOT_REQUIRE_PRIVILEGE=1
java="java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  --add-opens=java.base/java.nio=ALL-UNNAMED -XX:+UseSerialGC -XX:ErrorFile=$out/hs_err_%p.log"
bindings=$checkout/native-bindings/target sampler=$checkout/sampler/target bench=$checkout/bench/target
code=0

seconds() { cut -d. -f1 /proc/uptime; }

# junit NAME MODULE CLASSES: tests of one module as JUnit XML in NAME, in one JVM; the events file has what a run that was
# cut short had done.
junit() {
  name=$1 module=$2 classes=$3
  echo "@@TESTS $name $(seconds)"
  mkdir -p $out/$name
  cd $checkout/$module || return
  {
    $java -cp "target/test-classes:target/classes:$bindings/classes:/payload/test-lib/*" \
      org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=testfeed --include-engine=junit-jupiter \
      --scan-class-path=target/test-classes --exclude-tag=acceptance --include-classname="(?=$classes\$)$TESTS" \
      --exclude-classname=".*$CLASSES_NOT_THERE" --exclude-methodname=".*$METHODS_NOT_THERE" --reports-dir=$out/$name \
      --config=junit.platform.reporting.open.xml.enabled=true --config=junit.platform.reporting.output.dir=$out/$name \
      --config=junit.jupiter.execution.timeout.default=${TEST_LIMIT}s \
      --config=junit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD 2>&1
    echo "@@CODE $?"
  } | while IFS= read -r line; do
    echo "$line" >>/tmp/$name.txt
    case $line in
      '@@CODE 0') echo 0 >/tmp/$name.code ;;
      *' :: SUCCESSFUL' | *' :: FAILED' | *' :: ABORTED' | *' :: SKIPPED')
        read -r now rest </proc/uptime
        echo "$now ${line#JUnit Jupiter > }" | tee -a $out/$name/tests.txt
        ;;
      '['*' tests '*) echo "$line" ;;
    esac
  done
  cp /tmp/$name.txt $out/$name.txt
  [ -e /tmp/$name.code ] || code=1
}

for part in $PARTS; do
  case $part in
    bindings) junit bindings native-bindings '.*' ;;
    units) junit units sampler '.*Test' ;;
    live)
      for version in $VERSIONS; do
        BLINDSPOT_GO_VERSIONS=$version junit live-$version sampler '.*IT'
      done
      ;;
    benchmarks)
      echo "@@BENCHMARKS $(seconds)"
      cd $out && $java -Dblindspot.baselines=$bench/c --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED \
        -cp "$bench/classes:$sampler/classes:$bindings/classes:$bench/lib/*" org.openjdk.jmh.Main \
        -f 0 -wi 1 -i 3 -w 200ms -r 200ms -foe true -rf json -rff $out/jmh.json >$out/jmh.txt 2>&1 || code=1
      ;;
    orderings)
      echo "@@ORDERINGS $(seconds)"
      mkdir -p /tmp/stress $out/stress
      cd /tmp/stress && $java --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -cp "$bench/jars/*:$bench/lib/*" \
        org.openjdk.jcstress.Main -jvmArgsPrepend --enable-native-access=ALL-UNNAMED -r $out/stress -m sanity \
        -sc false -af NONE >$out/stress.txt 2>&1 || code=1
      ;;
  esac
done
exit $code
