#!/bin/sh
# unpack-fail2ban.sh SUITE FOLDER: Fail2ban of another release of Debian, from the machine's own mirror; nothing is installed.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/parts"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" > "$work/list"
get() {
  apt-get -qq -o Dir::Etc::SourceList="$work/list" -o Dir::Etc::SourceParts="$work/parts" -o Dir::Cache="$work" \
    -o Dir::State::Lists="$work/lists" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}
get update
(cd "$work" && get download fail2ban && dpkg-deb -x fail2ban_*.deb unpacked)
mkdir -p "$(dirname "$2")"
mv "$work/unpacked" "$2"
