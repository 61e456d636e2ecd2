#!/usr/bin/env bash
# kafka-classpath.sh: prints the class path of a Kafka broker and its command line tools, from Maven.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk maven

need_jdk
need mvn maven
place=$cache/kafka
mkdir -p "$place"
file=$place/classpath.$$
trap 'rm -f "$file"' EXIT
log=$(maven -q -f sampler/src/test/kafka/pom.xml dependency:build-classpath -Dmdep.includeScope=runtime \
  -Dmdep.outputFile="$file" 2>&1) || die "Kafka could not be had. $(grep -m 1 '^\[ERROR\]' <<<"$log" || true)"
cat "$file"
