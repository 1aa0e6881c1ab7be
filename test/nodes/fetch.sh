#!/bin/sh
# fetch.sh VERSION...: unpacks versions of Node.js into var/nodes/VERSION, from npm's packages node-linux-*, and Debian 12's
# own, with its libraries, for "debian12". Installs nothing.
set -eu
mkdir -p var/nodes && cd var/nodes
new=$(mktemp -d "$PWD/.new.XXXXXX")
trap 'rm -rf "$new"' EXIT

debian12='libnode108 libuv1 libc-ares2 libnghttp2-14 libicu72 libbrotli1 node-acorn node-cjs-module-lexer node-undici node-busboy'

for version; do
  [ ! -d "$version" ] || continue
  mkdir "$new/packed" "$new/$version"
  (
    cd "$new/packed"
    if [ "$version" = debian12 ]; then
      own=$(apt-cache madison nodejs | awk '$3 ~ /^18\..*deb12/ { print $3; exit }')
      # shellcheck disable=SC2086 # one word a package
      apt-get -o APT::Sandbox::User=root download -qq "nodejs=$own" $debian12
      for deb in *.deb; do dpkg-deb -x "$deb" "$new/$version"; done
    else
      npm pack --silent "node-linux-$(node -p process.arch)@$version" >/dev/null
      tar -xzf ./*.tgz -C "$new/$version" --strip-components=2 package/bin/node
    fi
  )
  mv "$new/$version" "$version"
  rm -r "$new/packed"
done
