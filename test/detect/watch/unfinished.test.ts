import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Touch } from '../../../src/detect/watch/touch.ts';
import { createUnfinished, handshakePatience, mayOpen } from '../../../src/detect/watch/unfinished.ts';
import { kinds, type Probe } from '../../../src/probe.ts';
import { address, probe } from '../helpers.ts';

/** 2026, by the clock of packets, when the steady clock says 0. */
const epoch = 1_795_334_454_000;

const syn = (fields: Partial<Touch> = {}): Touch => ({
  protocol: 'tcp',
  target: address('192.0.2.10'),
  port: 23,
  source: address('203.0.113.7'),
  sourcePort: 45_000,
  kind: 'syn',
  device: 2,
  ...fields,
});
const handshake = (time: number, fields: Partial<Probe> = {}): Probe =>
  probe({ time: epoch + time, sourcePort: 45_000, ...fields });

function watching(capacity?: number) {
  const told: [Touch, number][] = [];
  const unfinished = createUnfinished((touch, time) => told.push([touch, time - epoch]), capacity);
  const opened = (touch: Touch, time: number, read = time): void =>
    unfinished.opened(touch, epoch + time, read);
  return { ...unfinished, opened, told };
}

test('release() hands over once, with its own time, what no handshake has followed within 3 s', () => {
  const { opened, release, told } = watching();
  const odd = syn({ port: 2323, kind: 'odd', device: 7, source: address('2001:db8::7') });
  opened(syn(), 0.25);
  opened(odd, 100);
  release(handshakePatience);
  assert.deepEqual(told, []);
  release(handshakePatience + 0.25);
  assert.deepEqual(told, [[syn(), 0.25]]);
  release(handshakePatience + 100);
  release(2 * handshakePatience);
  assert.deepEqual(told.slice(1), [[odd, 100]]);
});

test('finished() takes the place of its own SYN alone, whichever of both is read first', () => {
  const others = [
    syn({ port: 24 }),
    syn({ sourcePort: 45_001 }),
    syn({ source: address('203.0.113.8') }),
    syn({ target: address('192.0.2.11') }),
  ];
  for (const isFirst of [true, false]) {
    const { opened, finished, release, told } = watching();
    if (isFirst) finished(handshake(40));
    for (const touch of [syn(), ...others]) opened(touch, 39.9, 45);
    if (!isFirst) finished(handshake(40));
    release();
    assert.deepEqual(
      told.map(([touch]) => touch),
      others,
    );
  }
});

test('opened() takes a SYN behind its handshake for the next touch, and one that is sent again for none', () => {
  const { opened, finished, release, told } = watching();
  opened(syn(), 0);
  opened(syn(), 1000);
  finished(handshake(1050));
  opened(syn(), 1049, 1100);
  opened(syn(), 1500);
  opened(syn(), 2500);
  release();
  assert.deepEqual(told, [[syn(), 1500]]);
});

test('finished() comes too late after 3 s: the touch has been told, and is told no second time', () => {
  const { opened, finished, release, told, ...unfinished } = watching();
  opened(syn(), 0);
  release(handshakePatience);
  finished(handshake(3001));
  release();
  assert.equal(told.length, 1);
  assert.equal(unfinished.size(), 0);
});

test('finished() has nothing to say of a handshake whose port is not known', () => {
  const { opened, finished, release, told } = watching();
  opened(syn(), 0);
  finished(probe({ time: epoch }));
  release();
  assert.equal(told.length, 1);
});

test('release() keeps its time when the clock of packets is set', () => {
  const { opened, release, told } = watching();
  opened(syn(), 3_600_000, 0);
  opened(syn({ port: 24 }), 10, 100);
  release(handshakePatience);
  assert.deepEqual(told, [[syn(), 3_600_000]]);
});

test('opened() hands over the oldest when there is no more room, and loses none', () => {
  const { opened, release, told } = watching(4);
  for (let port = 1; port <= 6; port++) opened(syn({ port }), port);
  assert.deepEqual(
    told.map(([{ port }]) => port),
    [1, 2],
  );
  release();
  assert.deepEqual(
    told.map(([{ port }]) => port),
    [1, 2, 3, 4, 5, 6],
  );
});

test('createUnfinished() makes one probe of each touch, whatever comes in whichever order', () => {
  const touch = fc.record({ sends: fc.integer({ min: 1, max: 3 }), ends: fc.boolean(), delay: fc.nat(2900) });
  fc.assert(
    fc.property(fc.array(touch, { minLength: 1, maxLength: 40 }), fc.nat(), (touches, seed) => {
      const events = touches.flatMap(({ sends, ends, delay }, i) => {
        const flow = { port: 1 + (i % 7), sourcePort: 1000 + i };
        const start = i * 50;
        const syns = Array.from({ length: sends }, (_, n) => {
          const time = start + (n * delay) / sends;
          // A ring is read up to so much later than a socket.
          return { at: time + ((seed + i * 31) % 200), run: (u: Unfinished) => u.opened(syn(flow), time) };
        });
        const end = start + delay;
        return ends ? [...syns, { at: end, run: (u: Unfinished) => u.finished(handshake(end, flow)) }] : syns;
      });
      const unfinished = watching();
      for (const { at, run } of events.sort((a, b) => a.at - b.at)) {
        run({ ...unfinished, opened: (one, time) => unfinished.opened(one, time, at) });
        unfinished.release(at);
      }
      unfinished.release();
      const expected = touches.flatMap(({ ends }, i) => (ends ? [] : 1000 + i));
      assert.deepEqual(
        unfinished.told.map(([{ sourcePort }]) => sourcePort).sort((a, b) => a - b),
        expected,
      );
    }),
  );
});

test('mayOpen() is said of what a kernel may open a connection for', () => {
  assert.deepEqual(kinds.filter(mayOpen), ['syn', 'frag', 'odd']);
});

type Unfinished = Pick<ReturnType<typeof watching>, 'opened' | 'finished'>;
