import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from '../../support/until.ts';
import type { PrivateHost } from '../hosts/private-host.ts';

/** Unpacked by `make tools`, since to install firewalld would start it and close the machine. */
const root = resolve('var/firewalld');

/** Why firewalld cannot run here; undefined when it can. */
export const noFirewalld = existsSync(join(root, 'usr/sbin/firewalld'))
  ? undefined
  : 'needs firewalld (make tools)';

/** Runs firewalld on the host, with a message bus of its own. Returns a folder with its firewall-cmd, for the PATH. */
export async function startFirewalld(host: PrivateHost, folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  const [bus, settings] = [join(folder, 'bus'), join(folder, 'firewalld')];
  for (const path of [bin, join(settings, 'zones')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(folder, 'bus.conf'), busConfig(bus));
  writeFileSync(join(settings, 'firewalld.conf'), 'DefaultZone=public\nFirewallBackend=nftables\n');
  const machine = readdirSync(join(root, 'usr/lib')).find(name => name.includes('-linux-gnu')) ?? '';
  const libraries = join(root, 'usr/lib', machine);
  const wrapper = (program: string): string =>
    `#!/bin/sh\nexport DBUS_SYSTEM_BUS_ADDRESS=unix:path=${bus} LD_LIBRARY_PATH="${libraries}"\n` +
    `export PYTHONPATH="${root}/usr/lib/python3/dist-packages" GI_TYPELIB_PATH="${libraries}/girepository-1.0"\n` +
    `exec /usr/bin/python3 "${root}/usr/${program}" "$@"\n`;
  writeFileSync(join(bin, 'firewall-cmd'), wrapper('bin/firewall-cmd'), { mode: 0o755 });
  writeFileSync(join(bin, 'firewalld'), wrapper('sbin/firewalld'), { mode: 0o755 });
  host.start('dbus-daemon', [`--config-file=${folder}/bus.conf`, '--nofork']);
  await until(() => existsSync(bus), 'the bus');
  host.start(join(bin, 'firewalld'), [
    '--nofork',
    '--nopid',
    '--system-config',
    settings,
    '--default-config',
    join(root, 'usr/lib/firewalld'),
    '--log-file',
    join(folder, 'firewalld.log'),
  ]);
  await until(() => host.sh(`${bin}/firewall-cmd --state`).code === 0, 'firewalld');
  return bin;
}

const busConfig = (path: string): string => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`;
