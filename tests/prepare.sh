#!/usr/bin/env bash
# Installs what the tests need and the system lacks, where that is allowed; what stays missing is named by the
# tests' last lines. NAVIGATOR_TEST_CHROMIUM and NAVIGATOR_TEST_POSTGRES name others to use instead.
set -u
missing=()
have_chromium() {
  [ -n "${NAVIGATOR_TEST_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null 2>&1 ||
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}
have_postgres() {
  [ -n "${NAVIGATOR_TEST_POSTGRES:-}" ] || { command -v initdb && command -v postgres; } >/dev/null 2>&1 ||
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}
have_pango() { # WeasyPrint, which makes PDF, draws with it
  [ "$(uname)" != Linux ] || ldconfig -p 2>/dev/null | grep -q libpangoft2
}
have_chromium || missing+=(chromium)
have_postgres || missing+=(postgresql)
have_pango || missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
command -v strace >/dev/null 2>&1 || [ "$(uname)" != Linux ] || missing+=(strace)
[ ${#missing[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "Could not install ${missing[*]}; the tests that need them will say so."
else
  echo "Not here and not mine to install: ${missing[*]}. The tests that need them will say so."
fi
exit 0
