# Installs what is missing from the machine's own package sources.
# shellcheck shell=bash

is_debian_like() {
  have apt-get && have dpkg
}

apt_quiet() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false "$@" </dev/null >/dev/null 2>&1
}

# try_install PACKAGE...: the machine's package lists are only updated when they do not do.
# Quiet: who needs the package says in one sentence that it could not be had.
try_install() {
  is_debian_like && [[ $EUID -eq 0 ]] || return 1
  say "installing $*"
  apt_quiet install "$@" && return 0
  apt_quiet update && apt_quiet install "$@"
}

# need COMMAND PACKAGE...: COMMAND is on the PATH afterwards, or the script stops.
need() {
  local command=$1
  shift
  have "$command" && return 0
  if try_install "$@"; then
    hash -r
    have "$command" && return 0
  fi
  die "'$command' is needed and could not be had; install it (in Debian: $*) and start again."
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
