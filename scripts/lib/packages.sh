# Installs what is missing from the machine's own package sources.
# shellcheck shell=bash

is_debian_like() {
  have apt-get && have dpkg
}

apt_quiet() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false "$@" </dev/null >&2
}

# try_install PACKAGE...: the machine's package lists are only updated when they do not do.
# Quiet about the first failure, since the second try tells.
try_install() {
  is_debian_like && [[ $EUID -eq 0 ]] || return 1
  say "installing $*"
  apt_quiet install "$@" 2>/dev/null && return 0
  apt_quiet update && apt_quiet install "$@"
}

# need COMMAND PACKAGE: COMMAND is on the PATH afterwards, or the script stops.
need() {
  have "$1" && return 0
  try_install "$2" && have "$1" && return 0
  hash -r
  have "$1" || die "'$1' is needed and could not be had; install it (Debian's package is $2) and start again."
}

# The kernel's and C library's headers of the other architecture, which the bindings are held
# against. Where they cannot be had, the audit says what it skipped.
need_foreign_headers() {
  local other=aarch64 name=arm64
  if [[ $(uname -m) == aarch64 ]]; then
    other=x86_64 name=amd64
  fi
  [[ -e /usr/$other-linux-gnu/include/linux/perf_event.h && -e /usr/$other-linux-gnu/include/fcntl.h ]] ||
    try_install "libc6-dev-$name-cross" "linux-libc-dev-$name-cross" || true
}
