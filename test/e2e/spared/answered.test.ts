import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatAddress } from '../../../src/net/address.ts';
import { findUser } from '../../../src/sys/process/rights.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import * as programs from '../hosts/programs.ts';
import { e2e } from '../hosts/require.ts';
import { canReach } from '../hosts/service.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

const published = { tcp: [143, 465, 587, 993], udp: [7, 69, 161, 500] };
const container = '172.20.0.2';
const config = { tcp: { mode: 'advanced' }, udp: { mode: 'advanced' } };

/** A container behind a bridge of the host, as Docker has it. */
const prepare: NonNullable<Setting['prepare']> = ({ hosts: { host, inner } }, folder) => {
  chmodSync(folder, 0o755);
  for (const command of [
    'ip link add br5 type bridge forward_delay 0',
    'ip address add 172.20.0.1/24 dev br5',
    `ip link add c0 type veth peer name c1 netns ${inner.name}`,
    'ip link set c0 master br5 up',
    'ip link set br5 up',
    'sysctl -qw net.ipv4.ip_forward=1',
  ])
    run(host, command);
  for (const command of [
    'ip link set eth0 down',
    `ip address add ${container}/24 dev c1`,
    'ip link set c1 up',
    'ip route add default via 172.20.0.1',
  ])
    run(inner, command);
};

function run(host: Host, command: string): void {
  const [program = '', ...args] = command.split(' ');
  host.run([program, ...args]);
}

/** Sends the ports of the host on to the container, as when a container starts. */
function publish({ host }: Watching['hosts']): void {
  const to = (list: readonly number[]): string => `dport { ${list.join()} } dnat to ${container}`;
  const rules = `table ip published { chain pre { type nat hook prerouting priority dstnat;
    tcp ${to(published.tcp)}
    udp ${to(published.udp)}
    }
  }`;
  execFileSync('ip', ['netns', 'exec', host.name, 'nft', '-f', '-'], { input: rules });
}

/** An honest client of everything that is published. */
function useAll({ host, attacker }: Watching['hosts']): void {
  for (const port of published.tcp) assert.ok(canReach(attacker, host.ipv4, port), `served on ${port}`);
  programs.echo(attacker, host.ipv4, published.udp);
}

/** Every source of a line, once a scanner with this address is named: what came before it has had its turn. */
async function sourcesUntilNamed(stage: Watching, scanner: string): Promise<string[]> {
  const { host, attacker } = stage.hosts;
  attacker.run(['ip', 'address', 'add', `${scanner}/24`, 'dev', 'eth0']);
  const ports = [11, 15, 23, 79, 111, 139, ...published.tcp].join();
  const scan = `nmap -n -Pn -sS --max-retries 0 -S ${scanner} -e eth0 -p ${ports} ${host.ipv4}`;
  run(attacker, scan);
  const lines = () => stage.entries().flatMap(entry => (entry.verb === 'held' ? [] : entry));
  await until(
    () => lines().some(({ verb, source }) => verb === 'scan' && formatAddress(source) === scanner),
    () => `the scan of ${scanner} in ${JSON.stringify(lines())}`,
  );
  return [...new Set(lines().map(({ source }) => formatAddress(source)))];
}

const unread = /warning: a port that the firewall redirects .*, and where nothing answers, may be taken/g;

/** What a sentry must be right about, whatever it can read of the firewall. */
async function knowsWhatAnswers(stage: Watching, warnings: readonly [number, number]): Promise<void> {
  const { hosts, sentry } = stage;
  const warned = (): number => sentry.output().match(unread)?.length ?? 0;
  assert.equal(warned(), warnings[0], sentry.output());
  const services = await programs.serveAll(hosts.inner, published.tcp, published.udp);
  publish(hosts);
  useAll(hosts);
  const [first, second, third] = ['10.99.0.50', '10.99.0.51', '10.99.0.52'];
  assert.deepEqual(await sourcesUntilNamed(stage, first), [first]);
  // It restarts: meanwhile whoever comes is refused.
  await services.stop();
  for (const port of published.tcp) assert.ok(!canReach(hosts.attacker, hosts.host.ipv4, port));
  assert.deepEqual(await sourcesUntilNamed(stage, second), [first, second]);
  await stage.reload(config);
  await stage.reload(config);
  assert.equal(warned(), warnings[1], sentry.output());
  await programs.serveAll(hosts.inner, published.tcp, published.udp);
  useAll(hosts);
  assert.deepEqual(await sourcesUntilNamed(stage, third), [first, second, third]);
}

e2e('a port that is published after the start is known by its answers; a scan beside it is named', () =>
  watching({ config, prepare }, stage => knowsWhatAnswers(stage, [0, 1])),
);

const raw = ['--inh-caps=-all,+net_raw', '--ambient-caps=-all,+net_raw', '--bounding-set=-all,+net_raw'];
const asNobody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', ...raw];
const { uid, gid } = findUser('nobody') ?? assert.fail('no user "nobody" here');

e2e('the same with no right but CAP_NET_RAW, which cannot read the firewall', () =>
  watching(
    {
      config,
      prefix: asNobody,
      prepare: (net, folder) => {
        prepare(net, folder);
        mkdirSync(join(folder, 'log'));
        chownSync(join(folder, 'log'), uid, gid);
      },
    },
    stage => knowsWhatAnswers(stage, [1, 1]),
  ),
);

e2e('the same without nft and iptables', () =>
  watching(
    {
      config,
      prepare,
      prefix: ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /usr/sbin && exec "$0" "$@"'],
    },
    stage => knowsWhatAnswers(stage, [1, 1]),
  ),
);

e2e('who touches more ports than all that a flood makes wait is named, and no client', () =>
  watching({ config, prepare }, async stage => {
    const { host, attacker } = stage.hosts;
    await programs.serveAll(stage.hosts.inner, published.tcp, published.udp);
    publish(stage.hosts);
    const forged = Array.from({ length: 5_000 }, (_, i) => `198.18.${i >> 8}.${i & 255}`);
    const packets = forged.flatMap(source =>
      [11, 15, 79, 111].map(port => packetBetween(source, host.ipv4, { port })),
    );
    // In parts that the ring has room for, however slow the machine is.
    for (let sent = 0; sent < packets.length; sent += 2_000) {
      sendFrames(attacker, macOf(host), packets.slice(sent, sent + 2_000));
      await stage.counted(Math.min(sent + 2_000, packets.length));
    }
    useAll(stage.hosts);
    const sources = await sourcesUntilNamed(stage, '10.99.0.50');
    assert.ok(!sources.includes(attacker.ipv4), 'a client');
    const { probes, waiting, dropped, lost, ...parts } = await stage.finish();
    assert.deepEqual([waiting, lost, dropped], [0, 0, 0]);
    assert.equal(
      Object.values(parts).reduce((sum, count) => sum + count, 0),
      probes,
      'each probe came to something',
    );
  }),
);

e2e('a late answer to a question of this host is no probe, from whatever port it asked; all else is', () =>
  watching(
    {
      config: {
        tcp: { mode: 'advanced', below: 32_000 },
        udp: { mode: 'advanced', below: 32_000 },
        trigger: { packet: 1 },
      },
    },
    async stage => {
      const { host, attacker, inner } = stage.hosts;
      const asking = [900, 1053, 5353, 31_000];
      const server = await programs.answerWhenTold(attacker, 5300);
      programs.askFrom(host, asking, attacker.ipv4, 5300);
      await server.waitFor(/(asked\n){4}/);
      process.kill(server.pid, 'SIGUSR2');
      const late = { protocol: 17, sourcePort: 5300, port: 900, size: 20 };
      const mac = macOf(host);
      const send = (from: Host, ...shapes: object[]): void =>
        sendFrames(
          attacker,
          mac,
          shapes.map(shape => packetBetween(from.ipv4, host.ipv4, shape)),
        );
      // The same once more; then from another port of that peer, to another port, and from another peer.
      send(attacker, late, { ...late, sourcePort: 5301 }, { ...late, port: 901 });
      send(inner, late);
      await stage.counted(3);

      const service = await programs.serveAt(attacker, 8000, '0.0.0.0');
      programs.abortFrom(host, 1054, attacker.ipv4, 8000);
      const rest = { sourcePort: 8000, port: 1054 };
      for (const flags of [0x10, 0x11, 0x01, 0x00]) send(attacker, { ...rest, flags });
      // A SYN answers nothing.
      send(attacker, { ...rest, flags: 0x02 }, { ...rest, sourcePort: 8001, flags: 0x10 });
      send(inner, { ...rest, flags: 0x10 });
      await stage.counted(6);
      await service.stop();
    },
  ),
);
