#!/usr/bin/env bash
# save-memory-images.sh [GOVERSION...]: runs a small Go program built with each version, looks at it, and keeps what was
# read as an image for the unit tests. Needed again when the runtime's readers read what the images do not hold.
source "${BASH_SOURCE[0]%/*}/lib/common.sh"
use packages suites jdk maven

need_jdk
[[ $# -gt 0 ]] || set -- 1.19 1.21 1.22 1.23 1.24 1.25 1.26 1.27
export BLINDSPOT_GO_VERSIONS="$*"
maven -q -pl sampler -am verify -Dtest=None -Dit.test=ImageCapture \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
