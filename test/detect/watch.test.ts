import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingRedirected, redirectedBy } from '../../src/detect/dnat.ts';
import { answerTime } from '../../src/detect/port-table.ts';
import { quietTime } from '../../src/detect/quarantine.ts';
import { type IsOwn, lookEvery, lookPause, questionsPerSecond } from '../../src/detect/services.ts';
import type { Touch } from '../../src/detect/touch.ts';
import { createWatch, type Watch } from '../../src/detect/watch.ts';
import type { Watched } from '../../src/detect/watched-ports.ts';
import { formatAddress } from '../../src/net/address.ts';
import type { PortRange } from '../../src/net/ports.ts';
import { address } from './helpers.ts';
import { type FakeSource, fakeSource, socketAt } from './sources.ts';

const config: Watched = {
  tcp: { mode: 'stealth', ports: '23,80,5432,40000', below: 1024, exclude: '113', decoys: '' },
  udp: { mode: 'stealth', ports: '69,40000', below: 1024, exclude: '520', banner: false },
};
const ephemeral: PortRange = [32768, 60999];

const watching = (source: FakeSource, settings: Watched = config, isOwn: IsOwn = () => false): Watch =>
  createWatch(source, ephemeral, settings, nothingRedirected, isOwn);

const touch = (fields: Partial<Touch> = {}): Touch => ({
  protocol: 'tcp',
  target: address('192.0.2.10'),
  port: 23,
  source: address('203.0.113.7'),
  sourcePort: 45_000,
  kind: 'syn',
  device: 2,
  ...fields,
});
const datagram = (fields: Partial<Touch> = {}): Touch =>
  touch({ protocol: 'udp', kind: 'udp', port: 69, ...fields });

test('isOurs() takes listed ports of each protocol and nothing else', () => {
  const watch = watching(fakeSource());
  assert.equal(watch.isOurs(touch(), 0), true);
  assert.equal(watch.isOurs(touch({ port: 24 }), 0), false);
  assert.equal(watch.isOurs(touch({ port: 69 }), 0), false);
  assert.equal(watch.isOurs(datagram(), 0), true);
});

test('isOurs() takes every port below the limit but the excluded ones in advanced mode', () => {
  const watch = watching(fakeSource(), { ...config, tcp: { ...config.tcp, mode: 'advanced' } });
  const taken = [0, 1, 113, 1023, 1024].map(port => watch.isOurs(touch({ port }), 0));
  assert.deepEqual(taken, [false, true, false, true, false]);
  assert.deepEqual(watch.ranges('tcp'), [
    [1, 112],
    [114, 1023],
  ]);
});

test('isOurs() takes nothing in connect mode', () => {
  for (const mode of ['connect', 'off'] as const) {
    const watch = watching(fakeSource(), { ...config, tcp: { ...config.tcp, mode } });
    assert.equal(watch.isOurs(touch(), 0), false);
    assert.deepEqual(watch.ranges('tcp'), []);
  }
});

test('isOurs() leaves our own listeners alone, and they are no service once closed', () => {
  const source = fakeSource();
  source.tcp = [socketAt('::', 23)];
  source.udp = [socketAt('::', 69)];
  const own = new Set(['tcp 23', 'udp 69']);
  const decoys: Watched = {
    tcp: { ...config.tcp, decoys: '23' },
    udp: { ...config.udp, mode: 'connect' },
  };
  const watch = watching(source, decoys, (protocol, port) => own.has(`${protocol} ${port}`));
  watch.tick(0);
  assert.deepEqual([watch.isOurs(touch(), 0), watch.isOurs(datagram(), 0)], [false, false]);
  [source.tcp, source.udp] = [[], []];
  own.clear();
  watch.reload(config, nothingRedirected);
  watch.tick(lookEvery);
  assert.deepEqual([watch.isOurs(touch(), lookEvery), watch.isOurs(datagram(), lookEvery)], [true, true]);
});

test('resting() names the ports of the config whose service has gone, until they are watched', () => {
  const source = fakeSource();
  source.tcp = [socketAt('0.0.0.0', 80), socketAt('0.0.0.0', 8080), socketAt('127.0.0.1', 5432)];
  const watch = watching(source);
  watch.tick(0);
  assert.deepEqual(watch.resting(0), []);
  source.tcp = [];
  watch.tick(lookEvery);
  assert.deepEqual(watch.resting(lookEvery), [{ port: 80, left: quietTime - lookEvery }]);
  watch.tick(quietTime);
  assert.deepEqual(watch.resting(quietTime), []);
});

test('isOurs() leaves a port of a service alone in both families, but for one on loopback', () => {
  for (const [entry, hides] of [
    [socketAt('127.0.0.1', 23), false],
    [socketAt('127.0.0.53', 23), false],
    [socketAt('::1', 23), false],
    [socketAt('192.0.2.10', 23), true],
    [socketAt('198.51.100.9', 23), true],
    [socketAt('0.0.0.0', 23), true],
    [socketAt('::', 23), true],
    [socketAt('::', 23, { v6only: undefined }), true],
    [socketAt('::', 23, { v6only: true }), true],
    [socketAt('2001:db8::1', 23), true],
  ] as const) {
    const source = fakeSource();
    source.tcp = [entry];
    const watch = watching(source);
    watch.tick(0);
    for (const target of ['192.0.2.10', '2001:db8::1'])
      assert.equal(
        watch.isOurs(touch({ target: address(target) }), 0),
        !hides,
        `${formatAddress(entry.address)} ${target}`,
      );
  }
});

test('isOurs() knows a service that it was told of in one family in the other one', () => {
  const source = fakeSource();
  const watch = watching(source, { ...config, udp: { ...config.udp, ports: '69,161' } });
  source.answer = (_protocol, { target }) => target[2] === 0xffff;
  const to = (target: string, port: number) => ({ target: address(target), port });
  assert.equal(watch.isOurs(touch(to('192.0.2.10', 23)), 0), false);
  assert.equal(watch.isOurs(touch(to('2001:db8::1', 23)), 0), false);
  assert.equal(watch.isOurs(datagram(to('2001:db8::1', 161)), 0), true, 'nobody has asked for this one');
  assert.equal(watch.isOurs(datagram(to('127.0.0.1', 161)), 0), false);
  assert.equal(watch.isOurs(datagram(to('2001:db8::1', 161)), 0), true, 'a service on loopback alone');
});

test('isOurs() asks before it judges, so that a service just started has no probes', () => {
  const source = fakeSource();
  const watch = watching(source);
  watch.tick(0);
  source.answer = (_protocol, { port }) => port === 23;
  assert.equal(watch.isOurs(touch(), 1), false);
  assert.equal(watch.isOurs(touch({ port: 80 }), 1), true);
  source.answer = () => false;
  assert.equal(watch.isOurs(touch(), 2), false, 'what was found is remembered');
});

test('isOurs() leaves a port alone until its service has been gone for ten minutes', () => {
  const source = fakeSource();
  source.tcp = [socketAt('0.0.0.0', 80)];
  const watch = watching(source);
  for (let now = 0; now <= 100_000; now += lookEvery) watch.tick(now);
  source.tcp = [];
  watch.tick(100_000 + quietTime - 1);
  assert.equal(watch.isOurs(touch({ port: 80 }), 100_000 + quietTime - 1), false);
  watch.tick(100_000 + quietTime + lookEvery);
  assert.equal(watch.isOurs(touch({ port: 80 }), 100_000 + quietTime + lookEvery), true);
});

test('isOurs() judges bare ACK and FIN+ACK only where no service and no socket is', () => {
  const source = fakeSource();
  source.tcp = [socketAt('127.0.0.1', 5432)];
  const watch = watching(source);
  watch.tick(0);
  for (const kind of ['ack', 'maimon'] as const) {
    assert.equal(watch.isOurs(touch({ kind }), 0), true);
    assert.equal(watch.isOurs(touch({ kind, port: 5432 }), 0), false, 'a service on any address');
    assert.equal(watch.isOurs(touch({ kind, port: 40_000 }), 0), false, 'a port that clients are given');
  }
  assert.equal(watch.isOurs(touch({ port: 5432 }), 0), true);
  source.answer = (_protocol, { sourcePort }) => sourcePort === 9;
  assert.equal(watch.isOurs(touch({ kind: 'ack', sourcePort: 9 }), 0), false);
});

test('isOurs() spares answers to own questions', () => {
  const source = fakeSource();
  const watch = watching(source);
  assert.equal(watch.isOurs(datagram({ port: 40_000, sourcePort: 53 }), 0), false);
  assert.equal(watch.isOurs(datagram({ sourcePort: 53 }), 0), true, 'a low port asks nothing');
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), 0), true);
  source.udp = [socketAt('0.0.0.0', 40_000)];
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), lookPause), false);
  source.udp = [];
  const later = lookPause + answerTime;
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), later - 1), false);
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), later + lookEvery), false, 'not looked since');
  watch.tick(later + lookEvery);
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), later + lookEvery), true);
});

test('isOurs() spares a port that a connection of ours uses', () => {
  const source = fakeSource();
  source.connections = new Set([40_000]);
  assert.equal(watching(source).isOurs(touch({ port: 40_000 }), 0), false);
});

test('isOurs() spares what the firewall redirects, and follows a reload', () => {
  const source = fakeSource();
  const redirected = redirectedBy([{ protocols: ['tcp'], ports: [[20, 30]] }], []);
  const watch = createWatch(source, ephemeral, config, redirected);
  assert.equal(watch.isOurs(touch(), 0), false);
  watch.reload({ ...config, udp: { ...config.udp, ports: '7' } }, nothingRedirected);
  assert.equal(watch.isOurs(touch(), 0), true);
  assert.deepEqual([watch.isOurs(datagram(), 0), watch.isOurs(datagram({ port: 7 }), 0)], [false, true]);
});

test('isOurs() asks and looks only so often, however many packets come', () => {
  const source = fakeSource();
  source.cost = 10;
  const watch = watching(source);
  for (let i = 0; i < 100_000; i++)
    watch.isOurs(touch({ sourcePort: i % 65_536 }), 1000 + (i / 100_000) * 999);
  assert.equal(source.questions, questionsPerSecond);
  assert.ok(
    source.looks >= 1 && source.looks <= 2,
    `a look of 10 ms twice a second at most: ${source.looks}`,
  );
});

test('isOurs() sees a service that starts in a flood by the next look', () => {
  const source = fakeSource();
  const watch = watching(source);
  for (let i = 0; i <= questionsPerSecond; i++) watch.isOurs(touch(), 5000);
  source.tcp = [socketAt('0.0.0.0', 80)];
  source.answer = () => assert.fail('the budget is spent');
  assert.equal(watch.isOurs(touch({ port: 80 }), 5000 + lookPause), false);
  assert.equal(watch.isOurs(touch(), 5000 + lookPause), true);
});

test('ranges() leaves out what a service holds, but for loopback, and tick() says so', () => {
  const source = fakeSource();
  source.tcp = [socketAt('127.0.0.1', 5432)];
  const watch = watching(source);
  assert.equal(watch.tick(0), true);
  const single = (...ports: number[]): PortRange[] => ports.map(port => [port, port]);
  assert.deepEqual(watch.ranges('tcp'), single(23, 80, 5432, 40_000));
  assert.deepEqual(watch.lateRanges(), single(23, 80));
  assert.equal(watch.tick(lookEvery), false);
  source.tcp.push(socketAt('192.0.2.10', 80));
  assert.equal(watch.tick(2 * lookEvery), true);
  assert.deepEqual(watch.ranges('tcp'), single(23, 5432, 40_000));
  assert.deepEqual(watch.lateRanges(), single(23));
});
