# shellcheck shell=bash
# Read by the other scripts: says what they do, and installs the Debian packages the build needs, once.

# The headers of FFTW, SQLite, PostgreSQL, ALSA and libsndfile, and the tool that finds them.
build_packages=(libfftw3-dev libsndfile1-dev libsqlite3-dev libpq-dev libasound2-dev pkg-config)
# What the tests run beside our own programs.
test_packages=(postgresql sox sndfile-programs python3)

say() { printf '==> %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# install_packages NAME...: installs the packages that are missing; through sudo when not root.
install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "these packages are missing and there is no apt-get here: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing; install them as root: ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing Debian packages: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# The toolchain is the one thing that these scripts do not install.
require_swift() {
  command -v swift >/dev/null || fail "swift is not on the PATH: install a Swift 6.2 toolchain or later (swift.org)"
}
