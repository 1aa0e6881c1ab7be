#!/bin/sh
# bare-root.sh SUITE FOLDER: a bare Debian that boots, from the machine's own mirror, with the packages that apt would fetch
# for portjail in its cache, not installed: in a network namespace it reaches no mirror. In FOLDER-ready they are installed.
# Nothing is installed on the machine, and nothing is started.
set -eu
suite=$1 folder=$2
mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$(dirname "$folder")/.new.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1)
(cd "$work" && apt-get -o APT::Sandbox::User=root download -qq debootstrap 2>/dev/null && dpkg-deb -x debootstrap_*.deb tools)
export http_proxy="${http_proxy:-}" DEBOOTSTRAP_DIR="$work/tools/usr/share/debootstrap"
# What every server of Debian has, and minbase has not.
"$work/tools/usr/sbin/debootstrap" --variant=minbase --include=systemd,systemd-sysv,dbus,logrotate \
  "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 || { tail -3 "$work/log" >&2; exit 1; }
rm -f "$work"/root/var/cache/apt/archives/*.deb
DEBIAN_FRONTEND=noninteractive chroot "$work/root" sh -ec '
  as="-qq -o APT::Sandbox::User=root"
  apt-get $as update
  apt-get $as install --download-only -y nodejs fail2ban nftables >/dev/null'

cp -a "$work/root" "$work/ready"
printf '#!/bin/sh\nexit 101\n' >"$work/ready/usr/sbin/policy-rc.d"
chmod +x "$work/ready/usr/sbin/policy-rc.d"
DEBIAN_FRONTEND=noninteractive unshare --net --pid --fork --kill-child chroot "$work/ready" sh -ec '
  apt-get -qq install --no-download -y nodejs fail2ban nftables >/var/log/ready 2>&1
  apt-get clean
  rm /usr/sbin/policy-rc.d'
rm -rf "$folder" "$folder-ready"
mv "$work/ready" "$folder-ready"
mv "$work/root" "$folder"
