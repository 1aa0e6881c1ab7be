import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passingTime } from '../../../src/detect/watch/port-table.ts';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { createServices, lookEvery, lookPause } from '../../../src/detect/watch/services.ts';
import { openSocketSource } from '../../../src/sys/ports/socket-source.ts';
import { arrival, bound, closed, listening } from '../../sys/sockets.ts';
import { address } from '../helpers.ts';
import { fakeSource, socketAt } from '../sources.ts';

const local = address('127.0.0.1');
const nobody = (): boolean => false;

test('createServices() follows a real service from its first packet until after its end', async () => {
  const source = openSocketSource();
  const services = createServices(source, nobody, nobody);
  services.tick(0);
  const { server, port } = await listening({ host: '127.0.0.1' });
  assert.equal(services.known.tcp.holds(local, port), false);
  assert.equal(services.owned({ ...arrival(port), protocol: 'tcp' }, 1), true);
  assert.equal(services.known.tcp.holds(local, port), true);
  assert.equal(services.known.tcp.holds(address('192.0.2.10'), port), false);
  services.tick(lookEvery);
  await closed(server);
  assert.equal(services.owned({ ...arrival(port), protocol: 'tcp' }, lookEvery + 1), false);
  services.tick(2 * lookEvery);
  assert.equal(services.known.tcp.holds(local, port), true);
  source.close();
});

test('createServices() takes a bound UDP socket for a service, but not on a port of clients', async () => {
  const source = openSocketSource();
  const { socket, port } = await bound('127.0.0.1');
  const asService = createServices(source, nobody, nobody);
  const asClient = createServices(source, nobody, candidate => candidate === port);
  asService.tick(0);
  asClient.tick(0);
  assert.equal(asService.known.udp.holdsPort(port), true);
  assert.equal(asClient.known.udp.holdsPort(port), false);
  await closed(socket);
  source.close();
});

test('createServices() takes no listener of our own for a service, in either protocol', () => {
  const source = fakeSource();
  const at = (port: number) => ({ address: local, port, peer: local, peerPort: 0, v6only: false });
  [source.tcp, source.udp] = [
    [at(80), at(23)],
    [at(53), at(23)],
  ];
  const services = createServices(source, (_protocol, port) => port === 23, nobody);
  services.tick(0);
  services.tick(lookEvery);
  for (const [protocol, port] of [
    ['tcp', 80],
    ['udp', 53],
  ] as const)
    assert.deepEqual(
      services.known[protocol].ports(0).map(one => one.port),
      [port],
    );
});

test('owned() looks at most every 100 ms where the kernel cannot be asked, and less often when that is dear', () => {
  const source = fakeSource();
  source.answer = () => undefined;
  const services = createServices(source, nobody, nobody);
  const ask = (now: number): boolean => services.owned({ ...arrival(80), protocol: 'tcp' }, now);
  for (let now = 0; now < 1000; now++) ask(now);
  assert.equal(source.looks, 1000 / lookPause);
  source.cost = 20;
  ask(1000);
  for (let now = 1000; now < 2000; now++) ask(now);
  assert.equal(source.looks, 11, 'after a look of 20 ms there is none for a second');
});

/** A conversation of ours as a packet from its other side has it. */
const talk = (port: number) => ({
  protocol: 'tcp' as const,
  target: address('192.0.2.10'),
  port,
  source: address('198.51.100.5'),
  sourcePort: 2049,
});

test('tick() notes whom this host talks with, from watched ports', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody, (_protocol, port) => port !== 801);
  const peer = { peer: talk(0).source, peerPort: 2049 };
  source.connections = [800, 801].map(port => socketAt('192.0.2.10', port, peer));
  source.udp = [socketAt('192.0.2.10', 802, peer), socketAt('0.0.0.0', 803)];
  services.tick(0);
  const { asked } = services;
  assert.deepEqual(
    [800, 801].map(port => asked.holds(talk(port), 1)),
    [true, false],
  );
  assert.equal(asked.holds({ ...talk(802), protocol: 'udp' }, 1), true);
  assert.equal(asked.size(), 2);
  assert.equal(services.known.udp.holdsPort(802), false, 'a connected socket is no service');
});

test('owned() takes who is connected for a conversation, and whoever let a SYN in for a service', () => {
  const source = fakeSource();
  source.answer = () => 'talks';
  const services = createServices(source, nobody, port => port >= 32_768);
  for (const [port, kind] of [
    [800, 'ack'],
    [801, 'syn'],
    [40_000, 'syn'],
  ] as const)
    assert.equal(services.owned({ ...talk(port), device: 0, kind }, 0), true);
  const state = (port: number): boolean[] => [
    services.asked.holds(talk(port), 0),
    services.known.tcp.holdsPort(port),
  ];
  assert.deepEqual([800, 801, 40_000].map(state), [
    [true, false],
    [false, true],
    [true, false],
  ]);
});

/** One look after the other, each with the UDP sockets on these ports. */
function looksAt(...ports: number[][]) {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody);
  for (const [i, here] of ports.entries()) {
    source.udp = here.map(port => socketAt('0.0.0.0', port));
    services.tick(i * lookEvery);
  }
  return services;
}

test('tick() holds the port of a UDP socket for 30 s, and for ten minutes where the next look finds it too', () => {
  const services = looksAt([53, 4000], [53, 5000], []);
  const held = (): boolean[] => [53, 4000, 5000].map(port => services.known.udp.holdsPort(port));
  assert.deepEqual(held(), [true, true, true]);
  assert.deepEqual(
    services.known.udp.ports(2 * lookEvery).map(({ port }) => port),
    [53],
    'the rest is not remembered over a restart',
  );
  services.tick(lookEvery + passingTime);
  assert.deepEqual(held(), [true, false, false]);
  services.tick(lookEvery + quietTime);
  assert.deepEqual(held(), [false, false, false]);
});

test('tick() keeps a UDP scan of the list to be named beside a resolver with 100 questions a second', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, port => port >= 32_768);
  const listed = Array.from({ length: 500 }, (_, i) => 1000 + i * 60);
  let most = 0;
  // The sockets of questions that are open at a look, each on a port of chance: 20 of them, for a fifth of a second each.
  let seed = 1;
  const chance = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return 1024 + ((seed >>> 8) % 64_000);
  };
  for (let now = 0; now < 15 * 60_000; now += lookEvery) {
    source.udp = Array.from({ length: 20 }, () => socketAt('0.0.0.0', chance()));
    source.passed = { tcp: [], udp: Array.from({ length: 500 }, chance) };
    services.tick(now);
    most = Math.max(most, listed.filter(port => services.known.udp.holdsPort(port)).length);
  }
  assert.ok(most < listed.length / 10, `${most} of ${listed.length} ports rest`);
  // By chance alone the same port is found twice in a row.
  assert.ok(services.known.udp.ports(15 * 60_000).length < 5);
});

test('tick() holds a TCP port that was listened to between two looks for ten minutes', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody);
  services.tick(0);
  source.passed = { tcp: [8080], udp: [] };
  services.tick(lookEvery);
  source.passed = { tcp: [], udp: [] };
  services.tick(lookEvery + quietTime - 1);
  assert.equal(services.known.tcp.holdsPort(8080), true);
  services.tick(2 * lookEvery + quietTime);
  assert.equal(services.known.tcp.holdsPort(8080), false);
});

test('tick() looks every five seconds, and less often when a look is dear', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody);
  for (let now = 0; now < 60_000; now += 1000) services.tick(now);
  assert.equal(source.looks, 12);
  source.cost = 1200;
  for (let now = 60_000; now < 120_000; now += 1000) services.tick(now);
  assert.equal(source.looks, 13, 'after a look of 1.2 s there is none for a minute');
});

test('tick() looks on although the clock was set back', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody);
  services.tick(1_000_000);
  services.tick(10);
  assert.equal(source.looks, 2);
});

test('owned() falls back on a look where the kernel cannot be asked', () => {
  const source = fakeSource();
  source.answer = () => undefined;
  source.tcp = [{ address: local, port: 80, peer: local, peerPort: 0, v6only: false }];
  const services = createServices(source, nobody, nobody);
  const packet = (port: number) => ({ ...arrival(port), protocol: 'tcp' as const });
  assert.deepEqual([services.owned(packet(80), 0), services.owned(packet(81), 0)], [true, false]);
});
