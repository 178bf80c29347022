#!/usr/bin/env bash
# Install the Debian/Ubuntu packages that are missing: for running ("run") or for testing too ("test").
set -euo pipefail
packages=(python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core gettext)
if [ "${1:-run}" = test ]; then
  packages+=(poppler-utils openjdk-17-jdk-headless libjaxb-java)
  if command -v chromium >/dev/null 2>&1; then :; else packages+=(chromium); fi
  command -v javac >/dev/null 2>&1 && packages=("${packages[@]/openjdk-17-jdk-headless/}")
fi
missing=()
for package in "${packages[@]}"; do
  [ -n "$package" ] || continue
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "These system packages are needed and apt-get is not here: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "Install these packages as root, then try again: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing system packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
