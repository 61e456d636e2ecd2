#!/bin/sh
# Within the emulated system: the tests and a short run of the benchmarks. What they found is left in /tmp/out, and each
# test is told on the console as it ends, with the seconds since the machine began.
out=/tmp/out checkout=/payload/checkout
. /payload/environment
export XDG_CACHE_HOME=/payload/cache BLINDSPOT_REQUIRE_PRIVILEGE=1 BLINDSPOT_TEST_SLOWNESS=3
java="java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  --add-opens=java.base/java.nio=ALL-UNNAMED -XX:+UseSerialGC -XX:ErrorFile=$out/hs_err_%p.log"
bindings=$checkout/native-bindings/target sampler=$checkout/sampler/target bench=$checkout/bench/target

# In a cgroup, as processes are: nothing is charged to the root of version 2.
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir /sys/fs/cgroup/tests
echo $$ >/sys/fs/cgroup/tests/cgroup.procs

# begin NAME, end NAME CODE: what of it failed is in a file.
begin() { echo "@@BEGIN $1 $(cut -d. -f1 /proc/uptime)"; }
end() {
  echo "@@END $1 $(cut -d. -f1 /proc/uptime) $2"
  [ "$2" = 0 ] || echo "$1" >>/tmp/failed
}

# junit NAME MODULE CLASSES [VERSION]: tests of one module as JUnit XML in NAME, in one JVM; the events file has what a run
# that was cut short had done.
junit() {
  name=$1 module=$2 classes=$3
  export BLINDSPOT_GO_VERSIONS=${4:-none}
  begin "$name"
  mkdir -p $out/$name
  cd $checkout/$module || return
  {
    $java -cp "target/test-classes:target/classes:$bindings/classes:/payload/test-lib/*" \
      org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=testfeed \
      --include-engine=junit-jupiter --scan-class-path=target/test-classes --exclude-tag=acceptance \
      --include-classname="(?=$TESTS\$)$classes" --exclude-classname=".*$CLASSES_NOT_THERE" \
      --exclude-methodname=".*$METHODS_NOT_THERE" --reports-dir=$out/$name \
      --config=junit.platform.reporting.open.xml.enabled=true --config=junit.platform.reporting.output.dir=$out/$name \
      --config=junit.jupiter.execution.timeout.default=${TEST_LIMIT}s \
      --config=junit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD 2>&1
    echo "@@CODE $?"
  } | while IFS= read -r line; do
    echo "$line" >>$out/$name/console.txt
    case $line in
      '@@CODE '*) end "$name" "${line#* }" ;;
      *' :: SUCCESSFUL' | *' :: FAILED' | *' :: ABORTED' | *' :: SKIPPED')
        read -r now rest </proc/uptime
        echo "$now $name ${line#JUnit Jupiter > }"
        ;;
      '['*' tests '*) echo "$name $line" ;;
    esac
  done
}

# The way of an event alone: all benchmarks take half an hour there. The second compiler has compiled them after some ten seconds.
benchmarks() {
  begin benchmarks
  cd $out && $java -Dblindspot.baselines=$bench/c --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED \
    -cp "$bench/classes:$sampler/classes:$bindings/classes:$bench/lib/*" org.openjdk.jmh.Main \
    '(Pipeline|Ring)Benchmark' -f 0 -wi 1 -i 3 -w 15s -r 1s -foe true -rf json -rff $out/jmh.json >$out/jmh.txt 2>&1
  end benchmarks $?
}

orderings() {
  begin orderings
  mkdir -p /tmp/stress $out/stress
  cd /tmp/stress && $java --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -cp "$bench/jars/*:$bench/lib/*" \
    org.openjdk.jcstress.Main -jvmArgsPrepend --enable-native-access=ALL-UNNAMED -r $out/stress -m sanity \
    -sc false -af NONE >$out/stress.txt 2>&1
  end orderings $?
}

# The packaged image, made on another machine: it runs, makes its archive of classes, and runs with that.
image() {
  begin image
  image=$(echo /payload/image/*/) json=$out/image.json
  mkfifo /tmp/ready
  "$(find /payload/cache/blindspot/targets -name leakyservice -type f | tail -n 1)" >/tmp/ready 2>/dev/null &
  service=$!
  read -r _ </tmp/ready
  {
    "$image/bin/blindspot" --version && "$image/bin/blindspot" inspect $service &&
      BLINDSPOT_ARCHIVE_TO=${image}lib/blindspot.aot "$image/bin/blindspot" inspect $service --json &&
      [ -s "${image}lib/blindspot.aot" ] && "$image/bin/blindspot" inspect $service --json -o "$json" &&
      grep -q '"blindspot.inspect/1"' "$json"
  } >$out/image.txt 2>&1
  code=$?
  kill $service
  end image $code
}

# Tests wait more than they work, so two JVMs share the machine; what looks for growth over time, benchmarks and orderings
# have it alone.
for part in $PARTS; do
  while [ "$(jobs -r | wc -l)" -ge 2 ]; do
    wait -n
  done
  case $part in
    bindings) junit bindings native-bindings '.*Test' & ;;
    live)
      for version in $VERSIONS; do
        while [ "$(jobs -r | wc -l)" -ge 2 ]; do
          wait -n
        done
        junit live-$version sampler ".*$EACH_VERSION" $version &
      done
      ;;
    rest) junit rest sampler "(?!.*$EACH_VERSION|.*LeakClassesIT).*IT" "${VERSIONS##* }" & ;;
    leaks)
      wait
      for version in $VERSIONS; do
        junit leaks-$version sampler '.*LeakClassesIT' $version
      done
      ;;
    units) junit units sampler '.*Test' "$VERSIONS" & ;;
    image | benchmarks | orderings)
      wait
      $part
      ;;
  esac
done
wait
[ ! -e /tmp/failed ]
