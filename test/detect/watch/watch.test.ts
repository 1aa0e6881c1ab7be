import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerTime, maxAsked } from '../../../src/detect/watch/asked.ts';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { floodPause, type IsOwn, lookEvery, questionsPerSecond } from '../../../src/detect/watch/services.ts';
import type { Touch } from '../../../src/detect/watch/touch.ts';
import { createWatch, type Watch } from '../../../src/detect/watch/watch.ts';
import type { Watched } from '../../../src/detect/watch/watched-ports.ts';
import { nothingRedirected, redirectedBy } from '../../../src/firewall/redirected.ts';
import { formatAddress } from '../../../src/net/address.ts';
import type { PortRange } from '../../../src/net/ports.ts';
import { address } from '../helpers.ts';
import { type FakeSource, fakeSource, socketAt } from '../sources.ts';

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

test('isOurs() takes what comes to a decoy but for ends of connections; our own listeners are no service', () => {
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
  assert.deepEqual([watch.isOurs(touch(), 0), watch.isOurs(datagram(), 0)], [true, false]);
  assert.deepEqual([watch.isDecoy(23), watch.isDecoy(80)], [true, false]);
  const kinds = ['fin', 'null', 'xmas', 'odd', 'frag', 'ack', 'maimon'] as const;
  const taken = kinds.filter(kind => watch.isOurs(touch({ kind }), 0));
  assert.deepEqual(taken, ['fin', 'null', 'xmas', 'odd', 'frag']);
  assert.ok(watch.ranges('tcp').some(([first]) => first === 23));
  assert.ok(!watch.lateRanges().some(([first]) => first === 23));
  [source.tcp, source.udp] = [[], []];
  own.clear();
  watch.reload(config, nothingRedirected);
  watch.tick(lookEvery);
  assert.deepEqual([watch.isOurs(touch(), lookEvery), watch.isOurs(datagram(), lookEvery)], [true, true]);
});

test('left() takes what a listener of ours answers for no service; what nobody here has answers for one', () => {
  const decoys: Watched = { ...config, tcp: { ...config.tcp, decoys: '23,2323' } };
  const watch = watching(fakeSource(), decoys, (_, port) => port === 23);
  const answer = (port: number): boolean => watch.left(touch({ port }), false, 0);
  assert.deepEqual([answer(23), answer(2323), answer(80)], [false, true, true]);
  const ours = [23, 2323, 80].map(port => watch.isOurs(touch({ port }), 0));
  assert.deepEqual(ours, [true, false, false]);
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
});

/** What can and cannot be an answer to a question of ours, as the touch that it would be. */
const siblings = (asked: Touch) => ({
  answer: asked,
  'another port of the peer': { ...asked, sourcePort: asked.sourcePort ^ 1 },
  'another peer at that port': { ...asked, source: address('198.51.100.99') },
  'another address of ours': { ...asked, target: address('192.0.2.11') },
});
const spared = (watch: Watch, asked: Touch, now: number): string[] =>
  Object.entries(siblings(asked))
    .filter(([, touch]) => !watch.isOurs(touch, now))
    .map(([name]) => name);

for (const [protocol, port] of [
  ['udp', 69],
  ['tcp', 23],
] as const) {
  const late = touch({ protocol, port, sourcePort: 2049, kind: protocol === 'udp' ? 'udp' : 'ack' });

  test(`left() remembers a question over ${protocol}, and isOurs() spares its answer alone, for two minutes`, () => {
    const watch = watching(fakeSource());
    assert.equal(watch.left(late, protocol === 'tcp', 0), false, 'a question is no answer');
    assert.deepEqual(spared(watch, late, answerTime), ['answer']);
    assert.deepEqual(spared(watch, late, answerTime + 1), []);
    assert.deepEqual(watch.ranges(protocol).flat().includes(port), true, 'the port is nobody’s for that');
  });

  test(`isOurs() spares what ends a conversation over ${protocol} that a look had found, and nothing else`, () => {
    const source = fakeSource();
    const watch = watching(source);
    const socket = socketAt('192.0.2.10', port, { peer: late.source, peerPort: 2049 });
    if (protocol === 'udp') source.udp = [socket];
    else source.connections = [socket];
    watch.tick(0);
    source.udp = source.connections = [];
    watch.tick(lookEvery);
    assert.deepEqual(spared(watch, late, answerTime), ['answer']);
    assert.deepEqual(spared(watch, late, answerTime + 1), []);
  });
}

test('isOurs() takes a SYN for a probe wherever it comes from', () => {
  const watch = watching(fakeSource());
  watch.left(touch(), true, 0);
  const taken = (['syn', 'ack', 'maimon', 'fin', 'frag'] as const).map(kind =>
    watch.isOurs(touch({ kind }), 1),
  );
  assert.deepEqual(taken, [true, false, false, false, false]);
});

test('left() remembers 65,536 questions, and then those asked last', () => {
  const ports = '1-65535';
  const watch = watching(fakeSource(), { ...config, udp: { ...config.udp, ports } });
  const question = (i: number): Touch =>
    datagram({
      port: 1 + (i % 65_535),
      source: address('198.51.100.53'),
      sourcePort: 53 + Math.floor(i / 65_535),
    });
  for (let i = 0; i < maxAsked; i++) watch.left(question(i), false, i / 1000);
  assert.ok([0, 1, 30_000, maxAsked - 1].every(i => !watch.isOurs(question(i), 70)));
  watch.left(question(maxAsked), false, 70);
  assert.deepEqual(
    [0, 1, maxAsked].map(i => watch.isOurs(question(i), 71)),
    [true, false, false],
  );
});

test('left() takes a SYN-ACK for an answer, and its port is held for everybody for ten minutes', () => {
  const watch = watching(fakeSource());
  watch.tick(0);
  assert.equal(watch.isOurs(touch(), 0), true);
  assert.equal(watch.left(touch(), false, 5), true);
  const others = [
    touch(),
    touch({ source: address('198.51.100.9') }),
    touch({ target: address('2001:db8::1') }),
  ];
  for (const now of [6, quietTime - 1])
    assert.deepEqual(
      others.map(other => watch.isOurs(other, now)),
      [false, false, false],
    );
  assert.equal(watch.isOurs(datagram({ port: 40_000 }), 6), true, 'no other port');
  watch.tick(quietTime + lookEvery);
  assert.equal(watch.isOurs(touch(), quietTime + lookEvery), true);
});

test('resting() names no port that answered, since what serves it has not gone', () => {
  const watch = watching(fakeSource());
  watch.tick(0);
  watch.left(touch(), false, 5);
  watch.tick(lookEvery);
  assert.deepEqual(watch.resting(lookEvery), []);
});

test('left() takes a datagram for an answer when its very receiver has asked there', () => {
  const watch = watching(fakeSource());
  assert.equal(watch.isOurs(datagram(), 0), true);
  for (const [name, other] of Object.entries(siblings(datagram())).slice(1))
    assert.equal(watch.left(other, false, 1), false, name);
  assert.equal(watch.isOurs(datagram({ source: address('198.51.100.9') }), 2), true);
  assert.equal(watch.left(datagram(), false, 3), true);
  assert.equal(watch.isOurs(datagram({ source: address('198.51.100.9') }), 4), false);
  const slow = watching(fakeSource());
  slow.isOurs(datagram(), 0);
  assert.equal(slow.left(datagram(), false, 30_001), false, 'what comes so late asks something');
});

test('left() takes a SYN-ACK to whom we sent a SYN for no answer', () => {
  const watch = watching(fakeSource());
  watch.left(touch(), true, 0);
  assert.equal(watch.left(touch(), false, 1), false);
  assert.equal(watch.isOurs(touch({ source: address('198.51.100.9') }), 2), true);
});

test('left() takes no note of ports that nobody watches', () => {
  const watch = watching(fakeSource());
  assert.deepEqual(
    [watch.left(touch({ port: 24 }), false, 0), watch.left(datagram({ port: 70 }), false, 0)],
    [false, false],
  );
});

test('ranges() listens to a port that answered for a second, and again from a minute on', () => {
  const watch = watching(fakeSource());
  const isOpen = (): boolean => watch.ranges('tcp').flat().includes(23);
  watch.tick(0);
  watch.left(touch(), false, 500);
  const seen: [number, boolean, boolean][] = [];
  for (const now of [1_000, 2_000, 30_000, 60_000, 61_000, 300_000])
    seen.push([now, watch.tick(now), isOpen()]);
  assert.deepEqual(seen, [
    [1_000, true, true],
    [2_000, true, false],
    [30_000, false, false],
    [60_000, false, false],
    [61_000, true, true],
    [300_000, false, true],
  ]);
  assert.deepEqual(watch.lateRanges().flat().includes(23), false, 'its segments stay in the kernel');
  watch.left(touch(), false, 300_000);
  watch.tick(302_000);
  assert.equal(isOpen(), false);
});

test('left() knows the answer of a UDP port that was left alone for a minute', () => {
  const watch = watching(fakeSource());
  watch.isOurs(datagram(), 0);
  watch.left(datagram(), false, 1);
  const next = datagram({ sourcePort: 50_000 });
  assert.equal(watch.isOurs(next, 61_000), false);
  assert.equal(watch.left(next, false, 61_001), true);
});

test('setEphemeral() changes what looks like an answer, and which ports bare ACKs are looked at on', () => {
  const watch = watching(fakeSource());
  watch.tick(0);
  const answer = datagram({ port: 40_000, sourcePort: 53 });
  assert.equal(watch.isOurs(answer, 0), false);
  watch.setEphemeral([10_000, 20_000]);
  assert.equal(watch.isOurs(answer, 0), true);
  assert.equal(watch.tick(1), true);
  assert.ok(watch.lateRanges().flat().includes(40_000));
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

test('isOurs() sees a service that starts in a flood by the next look, half a second later', () => {
  const source = fakeSource();
  const watch = watching(source);
  for (let i = 0; i <= questionsPerSecond; i++) watch.isOurs(touch(), 5000);
  source.tcp = [socketAt('0.0.0.0', 80)];
  source.answer = () => assert.fail('the budget is spent');
  assert.equal(watch.isOurs(touch({ port: 80 }), 4999 + floodPause), true, 'not yet');
  assert.equal(watch.isOurs(touch({ port: 80 }), 5000 + floodPause), false);
  assert.equal(watch.isOurs(touch(), 5000 + floodPause), true);
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
