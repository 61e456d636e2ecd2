# Sourced by both launchers. Java names files in the locale's encoding: in C's, which services, cron and containers have, that
# is ASCII, and what a target or a user calls é could not be opened. One that is not installed is taken for C's. What
# Blindspot starts for its user has the locale from before (UsersLocale).
# shellcheck shell=sh

users_locale=
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX | *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*)
    # shellcheck disable=SC2034
    users_locale=-Dblindspot.lc_all=${LC_ALL:-}
    export LC_ALL=C.UTF-8
    ;;
esac
