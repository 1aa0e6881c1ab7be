import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServices, lookEvery, lookPause } from '../../../src/detect/watch/services.ts';
import type { Arrival } from '../../../src/sys/netlink/inet-diag.ts';
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
  assert.equal(services.owned('tcp', arrival(port), 1), true);
  assert.equal(services.known.tcp.holds(local, port), true);
  assert.equal(services.known.tcp.holds(address('192.0.2.10'), port), false);
  services.tick(lookEvery);
  await closed(server);
  assert.equal(services.owned('tcp', arrival(port), lookEvery + 1), false);
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
  const ask = (now: number): boolean => services.owned('tcp', arrival(80), now);
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
  assert.equal(asked.size, 2);
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
    assert.equal(services.owned('tcp', { ...talk(port), device: 0, kind }, 0), true);
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
  const packet = (port: number): Arrival => arrival(port);
  assert.deepEqual(
    [services.owned('tcp', packet(80), 0), services.owned('tcp', packet(81), 0)],
    [true, false],
  );
});
