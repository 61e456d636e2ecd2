# Packages of other Debian suites, unpacked into the cache: nothing is installed, nothing
# needs root. Each suite has an apt tree of its own, whose source is the machine's own
# source of its release with the suite's name replaced; signatures are checked by apt.
# A suite is named by its name, or for another architecture as SUITE:ARCHITECTURE.
# shellcheck shell=bash

readonly DEBIAN_KEYRING=usr/share/keyrings/debian-archive-keyring.gpg

# The address of the Debian archive this machine installs from, as apt sees it.
debian_archive() {
  local id='' codename=''
  # shellcheck disable=SC1091
  { read -r id && read -r codename; } < <(. /etc/os-release && printf '%s\n%s\n' "${ID:-}" "${VERSION_CODENAME:-}")
  [[ $id == debian && -n $codename ]] || return 1
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Identifier: Packages' 2>/dev/null |
    awk -v codename="$codename" '!found && $1 == codename && $2 == "main" { print $3; found = 1 } END { exit !found }'
}

# suite_apt SUITE ARGS: apt-get within the suite's own tree.
suite_apt() {
  local suite=$1 tree=$cache/apt/$1
  shift
  apt-get -qq -c "$tree/apt.conf" "$@" </dev/null
}

# write_suite_tree SUITE KEYRING
write_suite_tree() {
  local keyring=$2 tree=$cache/apt/$1 archive suite architecture
  IFS=: read -r suite architecture <<<"$1"
  archive=$(debian_archive) || return 1
  mkdir -p "$tree/lists/partial" "$tree/archives/partial" "$tree/parts"
  : >"$tree/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$archive" "$suite" >"$tree/sources.list"
  # The machine's settings (proxy, date checks) stay; its hooks, keys and sources do not.
  cat >"$tree/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "$tree";
Dir::State::lists "$tree/lists";
Dir::State::status "$tree/status";
Dir::Cache "$tree";
Dir::Cache::archives "$tree/archives";
Dir::Etc::sourcelist "$tree/sources.list";
Dir::Etc::sourceparts "$tree/parts";
Dir::Etc::preferencesparts "$tree/parts";
Acquire::Languages "none";
Acquire::Retries "2";
APT::Update::Error-Mode "any";
APT::Sandbox::User "";
CONF
  [[ -z $architecture ]] || printf '%s\n' "APT::Architecture \"$architecture\";" \
    "#clear APT::Architectures;" "APT::Architectures { \"$architecture\"; };" >>"$tree/apt.conf"
}

# Newer suites are signed by newer keys: where the machine's keyring lacks them, the
# keyring package of the machine's own release, itself verified, brings them.
newer_keyring() {
  local codename
  # shellcheck disable=SC1091
  codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
  if [[ ! -e $cache/keyring/$DEBIAN_KEYRING ]]; then
    write_suite_tree "$codename" "/$DEBIAN_KEYRING" && suite_apt "$codename" update >&2 || return 1
    unpack_once "$codename" "$cache/keyring" debian-archive-keyring || return 1
  fi
  printf '%s\n' "$cache/keyring/$DEBIAN_KEYRING"
}

update_suite() {
  local keyring
  write_suite_tree "$1" "/$DEBIAN_KEYRING" || return 1
  suite_apt "$1" update >/dev/null 2>&1 && return 0
  keyring=$(newer_keyring) && write_suite_tree "$1" "$keyring" && suite_apt "$1" update >&2
}

# unpack_once SUITE FOLDER PACKAGE...: from the lists as they are.
unpack_once() {
  local suite=$1 folder=$2 deb part=$2.part
  shift 2
  rm -rf "$part"
  mkdir -p "$part/debs" "$part/root"
  (cd "$part/debs" && suite_apt "$suite" download "$@" >/dev/null) || return 1
  for deb in "$part"/debs/*.deb; do
    dpkg -x "$deb" "$part/root" || return 1
  done
  rm -rf "$folder"
  mv "$part/root" "$folder"
  rm -rf "$part"
}

# with_dependencies SUITE PACKAGE...: these packages and all they depend on, in the order they would be installed.
with_dependencies() {
  local suite=$1
  shift
  suite_apt "$suite" --simulate --no-install-recommends install "$@" | awk '$1 == "Inst" { print $2 }'
}

# unpack_from_suite SUITE FOLDER PACKAGE...: FOLDER is there completely or not at all.
# The lists are fetched when there are none, or when they no longer do.
unpack_from_suite() {
  local suite=$1 folder=$2
  [[ -e $folder ]] && return 0
  is_debian_like || return 1
  locked "apt-$suite" unpack_under_lock "$@"
}

unpack_under_lock() {
  [[ -e $2 ]] && return 0
  [[ -e $cache/apt/$1/updated ]] && unpack_once "$@" 2>/dev/null && return 0
  update_suite "$1" || return 1
  : >"$cache/apt/$1/updated"
  unpack_once "$@"
}
