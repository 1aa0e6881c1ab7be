import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Watch } from '../../src/capture/watch.ts';
import { createHosts, type Hosts, hostAddress, hostAddress6, ip } from './capture-hosts.ts';
import { e2e } from './require.ts';

const watcher = fileURLToPath(new URL('./capture-watcher.js', import.meta.url));
const usual: Watch = { tcp: [[1, 200]], udp: [[1, 200]], late: [[1, 200]] };

interface Watcher {
  readonly lines: string[];
  /** The ports of one kind of line that were seen so far, once each. */
  portsOf(start: string): number[];
  say(line: string): void;
  until(condition: () => boolean, what: string): Promise<void>;
  /** Ends it and answers the kernel's drops. */
  end(): Promise<string>;
}

async function startWatcher(hosts: Hosts, maker: string, watch = usual, ...rest: string[]): Promise<Watcher> {
  const child = hosts.start(hosts.host, process.execPath, watcher, maker, JSON.stringify(watch), ...rest);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', line => lines.push(line));
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    for (let i = 0; i < 500 && !condition(); i++) await sleep(20);
    assert.ok(condition(), `${what} within 10 s: ${lines.slice(-5).join(', ')}`);
  };
  const one: Watcher = {
    lines,
    portsOf: start => {
      const ports = lines
        .filter(line => line.startsWith(`${start} `))
        .map(line => Number(line.split(' ')[2]));
      return [...new Set(ports)].sort((a, b) => a - b);
    },
    say: line => child.stdin.write(`${line}\n`),
    until,
    end: async () => {
      // What the last block holds is on its way for 10 ms at most.
      await sleep(300);
      child.stdin.write('end\n');
      await ended;
      return lines.find(line => line.startsWith('drops ')) ?? 'no end';
    },
  };
  await until(() => lines.includes('ready'), 'the watcher is ready');
  return one;
}

function hostsFor(context: TestContext): Hosts {
  const hosts = createHosts();
  context.after(() => hosts.close());
  return hosts;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const nmap = (hosts: Hosts, ...args: string[]): string =>
  hosts.on(hosts.attacker, 'nmap', '-n', '-Pn', '--max-retries', '1', '-p', '1-100', ...args);

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
        await seen.until(() => seen.portsOf(kind).length === 100, `${scan} ${target.join(' ')}`);
        assert.deepEqual(seen.portsOf(kind), upTo(100));
        const strange = seen.lines.filter(line => !line.startsWith(kind) || !line.endsWith('now'));
        assert.deepEqual(strange, [], `${scan} ${target.join(' ')}`);
      }
    }
    assert.equal(await seen.end(), 'drops 0');
  });

  e2e(`${maker} sees the first of nmap's fragments as such, and no later one`, async context => {
    const hosts = hostsFor(context);
    const seen = await startWatcher(hosts, maker);
    nmap(hosts, '-sS', '-f', hostAddress);
    await seen.until(() => seen.portsOf('tcp frag').length === 100, 'all fragments');
    await seen.end();
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

const sendTagged = (): string => fileURLToPath(new URL('./capture-send.js', import.meta.url));
const hostMac = (hosts: Hosts): string =>
  /link\/ether (\S+)/.exec(ip('-n', hosts.host, 'link', 'show', 'eth0'))?.[1] ?? '';

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
  await sleep(2_500);
  nmap(hosts, '-sS', '--max-retries', '0', '--max-rate', '200', '10.97.2.2');
  await seen.until(() => seen.portsOf('tcp syn').length === 100, 'all ports on the late interface');
  await seen.end();
  const index = /^(\d+): br0/.exec(ip('-n', hosts.host, 'link', 'show', 'br0'))?.[1];
  const indices = seen.lines.filter(line => line.startsWith('tcp syn')).map(line => line.split(' ')[6]);
  assert.deepEqual([...new Set(indices)], [index]);
});

e2e('openRing() sees the loopback interface on demand alone, and each packet once', async context => {
  const hosts = hostsFor(context);
  const [without, within] = [
    await startWatcher(hosts, 'ring', usual, '*', 'no'),
    await startWatcher(hosts, 'ring', usual, 'eth0', 'loopback'),
  ];
  hosts.on(hosts.host, 'hping3', '-q', '-S', '-p', '77', '-c', '3', '-i', 'u10000', '127.0.0.1');
  await Promise.all([without.end(), within.end()]);
  assert.equal(without.portsOf('tcp syn').length, 0);
  assert.equal(within.lines.filter(line => line.startsWith('tcp syn 77 ')).length, 3);
});

for (const maker of ['ring', 'tcpdump']) {
  e2e(`${maker} loses nothing and doubles nothing when the filter changes under traffic`, async context => {
    const hosts = hostsFor(context);
    const watch = (extra: number): Watch => ({ tcp: [[77, 77]], udp: [[extra, extra]], late: [] });
    const seen = await startWatcher(hosts, maker, watch(100));
    const packets = 8_000;
    const flood = hosts.start(
      hosts.attacker,
      ...['hping3', '-q', '-S', '-s', '10000', '-p', '77', '-c', String(packets), '-i', 'u500', hostAddress],
    );
    flood.stdout.resume();
    const ended = new Promise<void>(resolve => flood.once('close', () => resolve()));
    for (let i = 0; i < (maker === 'ring' ? 40 : 3); i++) {
      await sleep(maker === 'ring' ? 50 : 900);
      seen.say(JSON.stringify(watch(101 + i)));
    }
    await ended;
    await sleep(1_000);
    assert.equal(await seen.end(), 'drops 0');
    const ports = seen.lines
      .filter(line => line.startsWith('tcp syn 77 '))
      .map(line => Number(line.split(' ')[3]));
    // hping3 raises its source port by one for each packet: they are the sequence.
    assert.equal(ports.length, packets);
    assert.equal(new Set(ports).size, packets);
  });
}

e2e('openRing() fails with the mend when a right or an interface is missing', async context => {
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
