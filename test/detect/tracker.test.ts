import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTracker, maxSources, type Trigger } from '../../src/detect/tracker.ts';
import { address, datagram, probe } from './helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() triggers on the first handshake and on the fourth distinct port of packets', () => {
  const tracker = createTracker();
  assert.equal(tracker.touch(probe(), trigger).triggered, true);
  const other = address('203.0.113.8');
  const verdicts = [7, 9, 9, 69, 161].map(port => tracker.touch(datagram({ source: other, port }), trigger));
  assert.deepEqual(verdicts, [
    { hits: 1, ports: 1, handshakes: 0, triggered: false },
    { hits: 2, ports: 2, handshakes: 0, triggered: false },
    { hits: 3, ports: 2, handshakes: 0, triggered: false },
    { hits: 4, ports: 3, handshakes: 0, triggered: false },
    { hits: 5, ports: 4, handshakes: 0, triggered: true },
  ]);
});

test('createTracker() never lets forged packets help a handshake over its trigger', () => {
  const tracker = createTracker();
  const strict = { ...trigger, handshake: 2 };
  for (let port = 1; port <= 50; port++) tracker.touch(datagram({ port }), strict);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 24 }), strict).triggered, true);
});

test('createTracker() forgets a port when the window has passed', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 7 };
  const at = (minutes: number, port: number): number =>
    tracker.touch(datagram({ time: minutes * 60_000, port }), many).ports;
  assert.deepEqual([at(0, 1), at(5, 2), at(9, 3), at(11, 4), at(12, 5), at(15.1, 5)], [1, 2, 3, 3, 4, 3]);
  assert.deepEqual(tracker.touch(datagram({ time: 60 * 60_000 }), many), {
    hits: 1,
    ports: 1,
    handshakes: 0,
    triggered: false,
  });
});

test('createTracker() keeps a bound on its sources and still knows the newest', () => {
  const tracker = createTracker();
  for (let i = 0; i < maxSources + 1000; i++) {
    tracker.touch(datagram({ source: [0, 0, 0xffff, i] }), trigger);
  }
  assert.equal(tracker.sources, maxSources);
  const newest = datagram({ source: [0, 0, 0xffff, maxSources + 999] });
  assert.equal(tracker.touch(newest, trigger).hits, 2);
  assert.equal(tracker.touch(datagram({ source: [0, 0, 0xffff, 0] }), trigger).hits, 1);
});

test('createTracker() takes at most 80 bytes a source, all in', () => {
  const bytesOf = (capacity: number): number => {
    const before = process.memoryUsage().arrayBuffers;
    const tracker = createTracker(capacity);
    const bytes = process.memoryUsage().arrayBuffers - before;
    tracker.touch(datagram(), trigger);
    return bytes;
  };
  const [none, many] = [bytesOf(4), bytesOf(500_000)];
  assert.ok((many - none) / 500_000 <= 80 && many > 500_000, `${(many - none) / 500_000}`);
  assert.ok(none < 4e6, `${none} for the last touches of all`);
});

test('createTracker() counts a port of TCP and of UDP as two, and forgets a handshake with its window', () => {
  const tracker = createTracker();
  tracker.touch(probe({ port: 53 }), trigger);
  assert.equal(tracker.touch(datagram({ port: 53 }), trigger).ports, 2);
  const strict = { ...trigger, handshake: 2 };
  const later = probe().time + 2 * trigger.window;
  assert.equal(tracker.touch(probe({ time: later, port: 54 }), strict).triggered, false);
});

test('createTracker() takes what lies in the future of a clock set back for forgotten', () => {
  const tracker = createTracker();
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port, time: 10 * trigger.window }), trigger);
  assert.deepEqual(tracker.touch(datagram({ port: 4, time: 0 }), trigger), {
    hits: 1,
    ports: 1,
    handshakes: 0,
    triggered: false,
  });
});

test('createTracker() starts to count anew when the window is another, and still remembers', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 5 };
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port }), many);
  const wider = { ...many, window: 2 * trigger.window };
  assert.equal(tracker.touch(datagram({ port: 3 }), wider).ports, 1);
  assert.equal(tracker.touch(datagram({ port: 4 }), wider).ports, 2);
  assert.deepEqual(tracker.touch(datagram({ port: 5 }), wider), {
    hits: 6,
    ports: 5,
    handshakes: 0,
    triggered: true,
  });
});
