#!/bin/sh
# unpack-debian.sh SUITE FOLDER PACKAGE...: packages of a release of Debian, from the machine's own mirror; nothing is installed.
set -e
suite=$1 folder=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/parts"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$work/list"
get() {
  apt-get -qq -o Dir::Etc::SourceList="$work/list" -o Dir::Etc::SourceParts="$work/parts" -o Dir::Cache="$work" \
    -o Dir::State::Lists="$work/lists" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}
get update
(cd "$work" && get download "$@" && for deb in *.deb; do dpkg-deb -x "$deb" unpacked || exit 1; done)
mkdir -p "$(dirname "$folder")"
mv "$work/unpacked" "$folder"
