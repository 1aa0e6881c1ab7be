import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { formatAddress } from '../../../src/net/address.ts';
import { listenOverflows } from '../../../src/sentry/sockets/overflows.ts';
import { sized } from '../../support/long.ts';
import { mayTrap } from '../../support/trap.ts';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';
import { eachWay, withCgroups } from '../hosts/ways.ts';
import { crowdAddress, finishedBy, holdOn, prepareCrowd, startCrowd } from '../packets/crowd.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';
import { connectFrom } from './stage/trap-stage.ts';

/** A port of a service among those that are watched. */
const served = 8443;
/** Below it and above, every port but that of the service. */
const everyPort = {
  tcp: { ports: '1-65535' },
  udp: { mode: 'off' },
  ignore: { addresses: [], protect: ['own'] },
} as const;

const lacking = mayTrap ? undefined : 'needs one socket for every port (bpf)';

const withService: Setting['prepare'] = async ({ hosts: { host, attacker } }) => {
  prepareCrowd(attacker, host);
  await startService(host, served);
};

/**
 * What a sentry has open and takes of memory of its own (megabytes): pages of files that it gave back after its start come in
 * again when they are needed.
 */
const sizeOf = ({ sentry: { pid } }: Watching): { descriptors: number; megabytes: number } => ({
  descriptors: readdirSync(`/proc/${pid}/fd`).length,
  megabytes: Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
});

/** Those that end politely are open for a moment: a hundred a second, and as many of the second before. */
const fewDescriptors = 250;

/** A client of the service, again and again, one by one; it says how often it was served, and when it was not. */
const clientOf = (target: string): string => `
  let served = 0;
  const next = () => require('node:net').connect(${served}, '${target}')
    .on('data', () => console.log('served ' + ++served)).on('error', error => console.log('failed ' + error.code))
    .on('close', () => setTimeout(next, 20));
  next();`;

/** Waits for the end of something that a client of the service lives through, and looks at the sentry's size all the time. */
async function livesThrough(stage: Watching, isOver: () => boolean): Promise<void> {
  const { host, inner } = stage.hosts;
  const before = sizeOf(stage);
  const client = inner.start([process.execPath, '-e', clientOf(host.ipv4)]);
  await until(() => {
    const { descriptors } = sizeOf(stage);
    assert.ok(descriptors < before.descriptors + fewDescriptors, `${descriptors} descriptors`);
    return isOver() && client.output().includes('served');
  }, 'the end of it');
  assert.doesNotMatch(client.output(), /failed/);
  await client.stop();
}

const isDone = (crowd: Child) => (): boolean => /^done$/m.test(crowd.output());

/** Who has been named, each once. */
const named = (stage: Watching): string[] => [
  ...new Set(stage.entries().flatMap(entry => (entry.verb === 'scan' ? [formatAddress(entry.source)] : []))),
];

/** Lines of a reason that were held, as the log says. */
const heldOf = (stage: Watching, reason: string): number =>
  stage
    .entries()
    .reduce((sum, entry) => sum + (entry.verb === 'held' && entry.reason === reason ? entry.lines : 0), 0);

/** Every handshake is a probe, or was counted as dropped; the kernel may drop one packet of a handshake more than once. */
async function accounted(stage: Watching, finished: number): Promise<void> {
  const count = async (): Promise<[number, number]> => [
    await stage.counter('probes'),
    await stage.counter('dropped'),
  ];
  await until(
    async () => {
      const [probes, dropped] = await count();
      assert.ok(probes <= finished, `${probes} probes of ${finished} handshakes`);
      return probes + dropped >= finished;
    },
    () => `${finished} handshakes: ${stage.sentry.output().slice(-2000)}`,
  );
}

/** Connections of a crowd that are held, and ports of each scan. */
const held = sized(3_000, 10_000);
const half = sized(4_000, 32_767);

e2e(
  'thousands of connections that are held open, by one source and by a thousand, take no room and name nobody else',
  () =>
    watching({ config: everyPort, prefix: withCgroups, prepare: withService }, async stage => {
      const { host, attacker } = stage.hosts;
      holdOn(attacker);
      const megabytes: number[] = [];
      let finished = 0;
      for (const sources of [0, 1000, 1000]) {
        const crowd = startCrowd(attacker, {
          manner: 'hold',
          target: host.ipv4,
          connections: held,
          ports: [1, 5000],
          sources,
        });
        await livesThrough(stage, isDone(crowd));
        finished += finishedBy(crowd);
        await accounted(stage, finished);
        megabytes.push(sizeOf(stage).megabytes);
        const open = host.run(['ss', '-Htn', 'state', 'established']).split('\n').length;
        assert.ok(open < fewDescriptors, `${open} connections are still open here`);
        await crowd.stop();
      }
      const [, second = 0, third = 0] = megabytes;
      assert.ok(third < second + 20, `MB after each crowd: ${megabytes.join(', ')}`);
      const known = new Set([attacker.ipv4, ...Array.from({ length: 1000 }, (_, i) => crowdAddress(i))]);
      await until(() => named(stage).includes(attacker.ipv4), 'the one source');
      await stage.finish();
      assert.deepEqual(
        named(stage).filter(source => !known.has(source)),
        [],
      );
    }),
  lacking,
);

e2e(
  'scans of ports low and high, from one host and from a thousand at once, are seen whole',
  () =>
    watching({ config: everyPort, prefix: withCgroups, prepare: withService }, async stage => {
      const { host, attacker, inner } = stage.hosts;
      // A reset that is there before the crowd looks would take a finished handshake for a refused one.
      holdOn(attacker);
      const scan = { manner: 'reset', target: host.ipv4, connections: half } as const;
      const scans = [
        startCrowd(attacker, { ...scan, ports: [1, half], sources: 0 }),
        startCrowd(attacker, { ...scan, ports: [65_536 - half, 65_535], sources: 1000 }),
      ];
      await livesThrough(stage, () => scans.every(child => isDone(child)()));
      // The service's own port may lie in the first half.
      const finished = scans.map(finishedBy).reduce((a, b) => a + b) - (served <= half ? 1 : 0);
      assert.ok(finished > half, `${finished} handshakes`);
      await accounted(stage, finished);
      await stage.finish();
      assert.ok(named(stage).includes(attacker.ipv4));
      assert.ok(!named(stage).includes(inner.ipv4));
    }),
  lacking,
);

e2e(
  'a flood of forged SYNs at every port names nobody, and whoever finishes a handshake meanwhile is named',
  () =>
    watching(
      {
        config: everyPort,
        prefix: withCgroups,
        prepare: async (net, folder) => {
          await withService(net, folder);
          // A way back to those that were forged, where nobody takes it.
          net.hosts.host.run(['ip', 'route', 'add', '11.0.0.0/8', 'via', net.hosts.inner.ipv4]);
        },
      },
      async stage => {
        const { host, attacker } = stage.hosts;
        const before = sizeOf(stage);
        const ports = Array.from({ length: 100 }, (_, i) => 1 + i * 655);
        const syns = ports.map(port => packetBetween('0.0.0.0', host.ipv4, { port, flags: 2 }));
        sendFrames(attacker, macOf(host), syns, 1000);
        await livesThrough(stage, () => true);
        assert.equal(connectFrom(attacker, host.ipv4, 5432, crowdAddress(7)).split(' ')[0], 'open');
        await stage.counted(1);
        const after = sizeOf(stage);
        assert.ok(after.megabytes < before.megabytes + 20, `${before.megabytes} MB, then ${after.megabytes}`);
        await until(() => named(stage).length > 0, 'the line');
        const { dropped = 0 } = await stage.finish();
        assert.deepEqual(named(stage), [crowdAddress(7)]);
        assert.equal(dropped, 0, 'half of a handshake is no loss');
      },
    ),
  lacking,
);

const room = 400;

for (const [way, prefix] of eachWay.filter(([name]) => !name.includes('without hooks')))
  e2e(`${way}: what a full accept queue drops is counted, and said at the end too`, () =>
    watching(
      {
        config: { ...everyPort, tcp: { ports: '23,79' } },
        prefix,
        prepare: ({ hosts: { host, attacker } }) => {
          prepareCrowd(attacker, host);
          holdOn(attacker);
          host.run(['sysctl', '-qw', `net.core.somaxconn=${room}`]);
        },
      },
      async stage => {
        const { host, attacker } = stage.hosts;
        process.kill(stage.sentry.pid, 'SIGSTOP');
        const crowd = startCrowd(attacker, {
          manner: 'hold',
          target: host.ipv4,
          connections: room + 200,
          ports: [23, 23],
          sources: 0,
        });
        const overflows = (): boolean => listenOverflows(host.run(['cat', '/proc/net/netstat'])) > 0;
        await until(() => finishedBy(crowd) >= room && overflows(), 'a full queue');
        process.kill(stage.sentry.pid, 'SIGCONT');
        await until(async () => (await stage.counter('probes')) >= room, 'the queue');
        await until(isDone(crowd), 'the rest');
        await accounted(stage, finishedBy(crowd));
        const { dropped = 0, probes = 0 } = await stage.finish();
        assert.ok(dropped > 0, 'nothing was dropped');
        assert.ok(probes <= room + 200);
        assert.equal(heldOf(stage, 'kernel-drop'), dropped);
        assert.deepEqual(named(stage), [attacker.ipv4]);
      },
    ),
  );
