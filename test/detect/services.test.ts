import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServices, lookEvery, lookPause } from '../../src/detect/services.ts';
import type { Arrival } from '../../src/sys/inet-diag.ts';
import { openSocketSource } from '../../src/sys/socket-source.ts';
import { arrival, bound, closed, listening } from '../sys/sockets.ts';
import { address } from './helpers.ts';
import { fakeSource } from './sources.ts';

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

test('createServices() takes a bound UDP socket for a service, or for a question on a client port', async () => {
  const source = openSocketSource();
  const { socket, port } = await bound('127.0.0.1');
  const asService = createServices(source, nobody, nobody);
  const asClient = createServices(source, nobody, candidate => candidate === port);
  asService.tick(0);
  asClient.tick(0);
  assert.deepEqual(
    [asService.known.udp.holdsPort(port), asService.known.udp.usedLately(port)],
    [true, false],
  );
  assert.deepEqual([asClient.known.udp.holdsPort(port), asClient.known.udp.usedLately(port)], [false, true]);
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
      services.known[protocol].held(0).map(held => held.port),
      [port],
    );
});

test('lookAgain() looks at most every 100 ms, and less often when a look is dear', () => {
  const source = fakeSource();
  const services = createServices(source, nobody, nobody);
  for (let now = 0; now < 1000; now++) services.lookAgain(now);
  assert.equal(source.looks, 1000 / lookPause);
  source.cost = 20;
  services.lookAgain(1000);
  for (let now = 1000; now < 2000; now++) services.lookAgain(now);
  assert.equal(source.looks, 11, 'after a look of 20 ms there is none for a second');
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
