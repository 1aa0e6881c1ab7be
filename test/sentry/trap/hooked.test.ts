import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanPortsOf } from '../../../src/detect/track/lan.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';
import { createWatch } from '../../../src/detect/watch/watch.ts';
import { nothingRedirected } from '../../../src/firewall/redirected.ts';
import { type PortRange, portsOf } from '../../../src/net/ports.ts';
import { hookedSource } from '../../../src/sentry/trap/hooked.ts';
import { createPorts } from '../../../src/sentry/trap/memory/ports.ts';
import { portsSince } from '../../../src/sentry/trap/memory/since.ts';
import { address, datagram } from '../../detect/helpers.ts';
import { fakeSource, socketAt } from '../../detect/sources.ts';
import { configWith } from '../../jails/fixtures.ts';

const table = (): ArrayBuffer => new ArrayBuffer(65_536 * 8);

test('hookedSource() shows what was listened to or bound since the snapshot before, once', () => {
  const [listened, boundUdp, boundTcp] = [table(), table(), table()];
  const tables = {
    tcp: createPorts(table(), boundTcp, listened),
    udp: createPorts(table(), boundUdp),
  };
  let time = 1000n;
  const source = hookedSource(fakeSource(), tables, () => time);
  new BigUint64Array(listened)[8080] = 1001n;
  new BigUint64Array(boundUdp)[5353] = 1002n;
  new BigUint64Array(boundTcp)[99] = 1002n;
  new BigUint64Array(listened)[7] = 999n;
  time = 2000n;
  assert.deepEqual(source.snapshot().passed, { tcp: [8080], udp: [5353] });
  time = 3000n;
  assert.deepEqual(source.snapshot().passed, { tcp: [], udp: [] });
});

test('hookedSource() has a port owned that was listened to, or bound for UDP, since the snapshot before', () => {
  const [listened, boundUdp, boundTcp] = [table(), table(), table()];
  const tables = { tcp: createPorts(table(), boundTcp, listened), udp: createPorts(table(), boundUdp) };
  let time = 1000n;
  const source = hookedSource(fakeSource(), tables, () => time);
  const isOwned = (protocol: 'tcp' | 'udp', port: number): unknown =>
    source.owned(protocol, {
      target: address('192.0.2.10'),
      port,
      source: address('203.0.113.7'),
      sourcePort: 45_000,
      device: 1,
    });
  new BigUint64Array(listened)[8080] = 1001n;
  new BigUint64Array(boundUdp)[5353] = 1002n;
  new BigUint64Array(boundTcp)[99] = 1002n;
  assert.deepEqual(
    [
      isOwned('tcp', 8080),
      isOwned('udp', 5353),
      isOwned('tcp', 5353),
      isOwned('udp', 8080),
      isOwned('tcp', 99),
    ],
    [true, true, false, false, false],
  );
  time = 2000n;
  source.snapshot();
  assert.deepEqual(
    [isOwned('tcp', 8080), isOwned('udp', 5353)],
    [false, false],
    'the snapshot has told of them',
  );
});

test('portsSince() finds the ports of a time and later, over the limits of a word', () => {
  const times = new BigUint64Array(65_536);
  const around = 5n * 2n ** 32n;
  times[1] = around - 1n;
  times[2] = around;
  times[65_535] = around + 1n;
  times[4] = 2n ** 62n;
  assert.deepEqual(portsSince(times, around), [2, 4, 65_535]);
  assert.deepEqual(portsSince(times, around - 1n), [1, 2, 4, 65_535]);
});

const ephemeral: PortRange = [32_768, 60_999];

/** Stealth mode with the default list of UDP ports, over the hooks' tables, by a faked clock of milliseconds. */
function stealthHost() {
  const [kernel, bound] = [fakeSource(), table()];
  const boundAt = new BigUint64Array(bound);
  const tables = { tcp: createPorts(table(), table(), table()), udp: createPorts(table(), bound) };
  const config = configWith(defaults => ({ ...defaults, udp: { ...defaults.udp, mode: 'stealth' } }));
  const lan = lanPortsOf(config);
  const { packet, handshake } = config.trigger;
  const tracker = createTracker();
  let now = 1000;
  const nanoseconds = (): bigint => BigInt(now) * 1_000_000n;
  const source = hookedSource(kernel, tables, nanoseconds);
  const watch = createWatch(source, ephemeral, config, nothingRedirected);
  kernel.answer = (_, { port }) => kernel.udp.some(socket => socket.port === port);
  return {
    listed: portsOf(config.udp.ports),
    /** A second in which these ports are bound, the last of which are still open at its end. */
    second: (ports: readonly number[], open: number): void => {
      now += 1000;
      for (const port of ports) boundAt[port] = nanoseconds();
      kernel.udp = ports.slice(ports.length - open).map(port => socketAt('0.0.0.0', port));
      watch.tick(now);
    },
    /** Whether who sends a datagram to each of these ports makes a scan. */
    names: (source: string, ports: readonly number[]): boolean => {
      const probes = ports
        .map(port => datagram({ source: address(source), port, time: now }))
        .filter(probe => watch.isOurs({ ...probe, sourcePort: 45_000, device: 2 }, now));
      const trigger = { packet, handshake, window: 600_000 };
      return probes.map(probe => tracker.touch(probe, trigger, lan).triggered).includes(true);
    },
  };
}

test('hookedSource() has a UDP scan of the list named beside 100 questions a second for 15 minutes', () => {
  const { listed, second, names } = stealthHost();
  let seed = 1;
  // As Unbound: a port of chance for each question, of all from 1024 on.
  const chance = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return 1024 + ((seed >>> 8) % 64_512);
  };
  // Those that such a question can take, which are no clients'.
  const exposed = listed.filter(port => port >= 1024 && port < ephemeral[0]);
  assert.equal(exposed.length, 5);
  const missed: number[] = [];
  for (let minute = 1; minute <= 15; minute++) {
    for (let i = 0; i < 60; i++) second(Array.from({ length: 100 }, chance), 20);
    assert.ok(names(`198.51.100.${minute}`, listed));
    if (!names(`203.0.113.${minute}`, exposed)) missed.push(minute);
  }
  // A port is one of the 3,500 of the last 35 s by a chance of 5 %, and two of five are by 2 %.
  assert.ok(missed.length <= 2, `a scan of ${exposed.join()} alone is missed after ${missed.join()} minutes`);
  const four = exposed.slice(0, 4);
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i++) second([], 0);
  };
  pass(60);
  second(four.slice(0, 1), 0);
  pass(25);
  assert.ok(!names('192.0.2.1', four), 'one of four was bound less than 30 s ago');
  pass(15);
  assert.ok(names('192.0.2.2', four));
});
