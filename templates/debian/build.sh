#!/bin/sh
# build.sh STAGE: makes portjail_VERSION_ARCHITECTURE.deb of what `make deb` has put into the folder STAGE. The same files and
# the same SOURCE_DATE_EPOCH make the same bytes, whoever calls it, with whatever umask.
set -eu
umask 022
stage=$1 from=$(dirname "$0")
# What comes before a release sorts before it: see deb-version(7).
version=$(node -p 'require("./package.json").version' | sed 's/-/~/')
arch=$(dpkg --print-architecture)

# dpkg's word for a processor, and Node's.
case $arch in amd64) cpu=x64 ;; i386) cpu=ia32 ;; armhf) cpu=arm ;; ppc64el) cpu=ppc64 ;; *) cpu=$arch ;; esac
native=$stage/usr/lib/portjail/node_modules/@koromix
[ -d "$native/koffi-linux-$cpu" ] || {
  echo "make deb needs koffi for $cpu ($arch), and there is $(ls "$native"): run it, and npm ci, with a Node.js for $arch" >&2
  exit 1
}
find "$native" -mindepth 1 -maxdepth 1 ! -name "koffi-linux-$cpu" -exec rm -r {} +
# Debian has glibc.
rm -rf "$native"/*/musl_*
find "$stage/usr/lib/portjail/node_modules" -name '*.d.ts' -delete -o -name '*.md' -delete -o -name 'LICENSE*' -delete

# The one that the package depends on, whatever else is in the PATH.
sed -i '1s|.*|#!/usr/bin/node|' "$stage/usr/lib/portjail/dist/cli.js"

put() { install -D -m 0644 "$1" "$stage/$2"; }
put templates/portjail.json etc/portjail/portjail.json
put src/config/portjail.schema.json usr/lib/portjail/portjail.schema.json
ln -s /usr/lib/portjail/portjail.schema.json "$stage/etc/portjail/portjail.schema.json"
put "$from/sysusers.conf" usr/lib/sysusers.d/portjail.conf
put "$from/tmpfiles.conf" usr/lib/tmpfiles.d/portjail.conf
put "$from/lintian-overrides" usr/share/lintian/overrides/portjail

doc=usr/share/doc/portjail
for page in README.md docs/*.md; do put "$page" "$doc/$page"; done
put "$from/copyright" "$doc/copyright"
put CHANGELOG.md "$doc/CHANGELOG.md"
mkdir -p "$stage/$doc/examples"
mv "$stage/usr/lib/portjail/portjail.rules.yml" "$stage/$doc/examples/"
for file in rsyslog-host.conf rsyslog-loghost.conf; do put "templates/$file" "$doc/examples/$file"; done
for file in Containerfile portjail.container portjail.json; do put "templates/container/$file" "$doc/examples/container/$file"; done
cat >"$stage/$doc/changelog" <<END
portjail ($version) stable; urgency=medium

  * What has changed stands in CHANGELOG.md.gz.

 -- portjail maintainers <maintainers@portjail.invalid>  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
gzip -9n "$stage/$doc/changelog" "$stage/$doc/CHANGELOG.md"

find "$stage/usr/share/man" -type f -exec gzip -9n {} +

find "$stage" -type d -exec chmod 0755 {} +
find "$stage" -type f -exec chmod 0644 {} +
chmod 0755 "$stage/usr/lib/portjail/dist/cli.js"
size=$(find "$stage" -type f -exec cat {} + | wc -c)

mkdir "$stage/DEBIAN"
for file in conffiles:0644 postinst:0755 prerm:0755 postrm:0755; do
  install -m "${file#*:}" "$from/${file%:*}" "$stage/DEBIAN/"
done
(cd "$stage" && find etc usr -type f -exec md5sum {} +) | LC_ALL=C sort -k2 >"$stage/DEBIAN/md5sums"
sed "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@SIZE@/$((size / 1024))/" "$from/control" >"$stage/DEBIAN/control"

# No file in it is newer than SOURCE_DATE_EPOCH, see dpkg-deb(1). One thread: several cut it elsewhere.
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$stage" .
