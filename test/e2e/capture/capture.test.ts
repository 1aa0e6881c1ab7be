import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { type Hosts, hostAddress, hostAddress6, ip } from './hosts.ts';
import { hostMac, hostsFor, startWatcher, usual, type Watcher, watcher } from './seen.ts';

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const nmap = (hosts: Hosts, ...args: string[]): string =>
  hosts.on(hosts.attacker, 'nmap', '-n', '-Pn', '--max-retries', '1', '-p', '1-100', ...args);

const syn = (hosts: Hosts, port: number, target: string): string =>
  hosts.on(hosts.attacker, 'nmap', '-n', '-Pn', '-sS', '--max-retries', '0', '-p', `${port}`, target);

const marker = 199;

/** Sends one more SYN behind what was sent before: when it is seen, so is the rest. Takes its line out again. */
async function allSeen(hosts: Hosts, ...watchers: Watcher[]): Promise<void> {
  const isMarker = (line: string): boolean => line.startsWith(`tcp syn ${marker} `);
  syn(hosts, marker, hostAddress);
  for (const watcher of watchers) {
    const { lines } = watcher;
    await watcher.until(() => lines.some(isMarker), 'the marker');
    lines.splice(lines.findIndex(isMarker), 1);
  }
}

for (const maker of ['ring', 'tcpdump']) {
  e2e(`${maker} sees every port of every scan of nmap, with its kind`, async context => {
    const hosts = hostsFor(context);
    const seen = await startWatcher(hosts, maker);
    for (const [scan, kind] of [
      ['-sS', 'tcp syn'],
      ['-sF', 'tcp fin'],
      ['-sN', 'tcp null'],
      ['-sX', 'tcp xmas'],
      ['-sM', 'tcp maimon'],
      ['-sA', 'tcp ack'],
      ['-sW', 'tcp ack'],
      ['-sT', 'tcp syn'],
      ['-sU', 'udp udp'],
    ] as const) {
      for (const target of [[hostAddress], ['-6', hostAddress6]]) {
        seen.lines.length = 0;
        nmap(hosts, scan, ...(scan === '-sU' ? ['--min-rate', '500'] : []), ...target);
        await allSeen(hosts, seen);
        const strange = seen.lines.filter(line => !line.startsWith(kind) || !line.endsWith('now'));
        assert.deepEqual(strange, [], `${scan} ${target.join(' ')}`);
        assert.deepEqual(seen.portsOf(kind), upTo(100), `${scan} ${target.join(' ')}`);
      }
    }
    assert.equal(await seen.end(), 'drops 0');
  });

  e2e(`${maker} sees the first of nmap's fragments as such, and no later one`, async context => {
    const hosts = hostsFor(context);
    const seen = await startWatcher(hosts, maker);
    nmap(hosts, '-sS', '-f', hostAddress);
    await allSeen(hosts, seen);
    await seen.end();
    assert.deepEqual(seen.portsOf('tcp frag'), upTo(100));
    assert.deepEqual([...new Set(seen.lines.map(line => line.split(' ').slice(0, 2).join(' ')))].sort(), [
      'drops 0',
      'ready',
      'tcp frag',
    ]);
  });
}

e2e('openRing() sees no packet that goes out, is forwarded, or carries a VLAN tag', async context => {
  const hosts = hostsFor(context);
  hosts.on(hosts.host, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  ip('-n', hosts.attacker, 'route', 'add', '10.99.0.0/16', 'via', hostAddress);
  const seen = await startWatcher(hosts, 'ring');
  hosts.on(hosts.host, 'nmap', '-n', '-Pn', '-sS', '--max-retries', '0', '-p', '1-20', '10.97.1.1');
  hosts.on(hosts.attacker, 'nmap', '-n', '-Pn', '-sS', '--max-retries', '0', '-p', '1-20', '10.99.1.1');
  hosts.on(hosts.attacker, process.execPath, sendTagged(), hostMac(hosts), '23', '7');
  // A frame like them without the tag is seen, so the tag is the reason.
  hosts.on(hosts.attacker, process.execPath, sendTagged(), hostMac(hosts), '24', '0');
  await seen.until(() => seen.portsOf('tcp syn').includes(24), 'the frame without a tag');
  assert.equal(await seen.end(), 'drops 0');
  assert.deepEqual(seen.portsOf('tcp syn'), [24]);
});

const sendTagged = (): string => fileURLToPath(new URL('./send.js', import.meta.url));

e2e('openRing() sees an interface that appears later, and a bridge instead of its member', async context => {
  const hosts = hostsFor(context);
  const seen = await startWatcher(hosts, 'ring');
  ip(
    '-n',
    hosts.attacker,
    'link',
    'add',
    'late',
    'type',
    'veth',
    'peer',
    'name',
    'late',
    'netns',
    hosts.host,
  );
  ip('-n', hosts.attacker, 'addr', 'add', '10.97.2.1/24', 'dev', 'late');
  ip('-n', hosts.host, 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', hosts.host, 'link', 'set', 'late', 'master', 'br0');
  ip('-n', hosts.host, 'addr', 'add', '10.97.2.2/24', 'dev', 'br0');
  for (const name of ['late', 'br0']) ip('-n', hosts.host, 'link', 'set', name, 'up');
  ip('-n', hosts.attacker, 'link', 'set', 'late', 'up');
  const index = /^(\d+): br0/.exec(ip('-n', hosts.host, 'link', 'show', 'br0'))?.[1] ?? '';
  const indices = (): (string | undefined)[] => {
    const syns = seen.lines.filter(line => line.startsWith('tcp syn'));
    return [...new Set(syns.map(line => line.split(' ')[6]))];
  };
  // Which interface belongs to which is read every two seconds. A bridge shows a packet behind its member.
  await until(async () => {
    seen.lines.length = 0;
    syn(hosts, 7, '10.97.2.2');
    await seen.until(() => indices().includes(index), 'a packet of the bridge');
    return indices().length === 1;
  }, 'the bridge alone');
  seen.lines.length = 0;
  nmap(hosts, '-sS', '--max-retries', '0', '--max-rate', '200', '10.97.2.2');
  await seen.until(() => seen.portsOf('tcp syn').length === 100, 'all ports on the late interface');
  await seen.end();
  assert.deepEqual(indices(), [index]);
});

e2e('openRing() sees the loopback interface on demand alone, and each packet once', async context => {
  const hosts = hostsFor(context);
  const [without, within] = [
    await startWatcher(hosts, 'ring', usual, '*', 'no'),
    await startWatcher(hosts, 'ring', usual, 'eth0', 'loopback'),
  ];
  hosts.on(hosts.host, 'nmap', '-n', '-Pn', '-sS', '--max-retries', '0', '-p', '76-78', '127.0.0.1');
  await allSeen(hosts, without, within);
  await Promise.all([without.end(), within.end()]);
  const syns = (watcher: Watcher): string[] => watcher.lines.filter(line => line.startsWith('tcp syn'));
  assert.deepEqual(syns(without), []);
  assert.equal(syns(within).length, 3);
  assert.deepEqual(within.portsOf('tcp syn'), [76, 77, 78]);
});

e2e('openRing() fails with the fix when a right or an interface is missing', async context => {
  const hosts = hostsFor(context);
  const run = (...command: string[]): string => {
    try {
      return hosts.on(hosts.host, ...command);
    } catch (error) {
      return String(error);
    }
  };
  const args = [process.execPath, watcher, 'ring', JSON.stringify(usual)];
  assert.match(run(...args, 'eth7'), /No interface "eth7" here: this host has .*eth0/);
  const unprivileged = ['setpriv', '--bounding-set=-net_raw', '--inh-caps=-net_raw', ...args];
  assert.match(run(...unprivileged), /CAP_NET_RAW: start as root/);
});
