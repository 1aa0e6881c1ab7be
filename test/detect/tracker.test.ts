import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTracker, maxPorts, maxSources, type Trigger } from '../../src/detect/tracker.ts';
import type { Probe } from '../../src/probe.ts';
import { address, datagram, probe } from './helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() triggers on the first handshake and on the fourth distinct port of packets', () => {
  const tracker = createTracker();
  assert.equal(tracker.touch(probe(), trigger).triggered, true);
  const other = address('203.0.113.8');
  const verdicts = [7, 9, 9, 69, 161].map(port => tracker.touch(datagram({ source: other, port }), trigger));
  assert.deepEqual(verdicts, [
    { hits: 1, ports: 1, triggered: false },
    { hits: 2, ports: 2, triggered: false },
    { hits: 3, ports: 2, triggered: false },
    { hits: 4, ports: 3, triggered: false },
    { hits: 5, ports: 4, triggered: true },
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
  const at = (minutes: number, port: number) =>
    tracker.touch(datagram({ time: minutes * 60_000, port }), trigger).triggered;
  assert.deepEqual([at(0, 1), at(5, 2), at(9, 3), at(11, 4)], [false, false, false, false]);
  assert.equal(at(12, 5), true);
  assert.deepEqual(tracker.touch(datagram({ time: 60 * 60_000 }), trigger), {
    hits: 1,
    ports: 1,
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

/** The slow and obvious model: every touch is kept, the window is counted anew each time. */
function model(touches: readonly Probe[]): { handshakes: number; ports: number } {
  const now = touches.at(-1)?.time ?? 0;
  const recent = touches.filter(touch => now - touch.time <= trigger.window);
  const keys = (list: readonly Probe[]): number =>
    new Set(list.map(touch => `${touch.protocol} ${touch.port} ${touch.evidence}`)).size;
  return { handshakes: keys(recent.filter(touch => touch.evidence === 'handshake')), ports: keys(recent) };
}

test('createTracker() agrees with a slow model, give or take a sixteenth of the window', () => {
  const step = fc.record({ gap: fc.nat(200_000), port: fc.nat(12), handshake: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), steps => {
      const tracker = createTracker();
      const touches: Probe[] = [];
      let time = 1_000_000_000;
      for (const { gap, port, handshake } of steps) {
        time += gap;
        const touch = handshake ? probe({ time, port }) : datagram({ time, port });
        touches.push(touch);
        const sight = tracker.touch(touch, trigger);
        const late = model(
          touches.map(old => ({ ...old, time: old.time === time ? time : old.time + trigger.window / 16 })),
        );
        assert.ok(sight.ports >= model(touches).ports, 'a port inside the window is never forgotten');
        assert.ok(sight.ports <= late.ports, 'a port is forgotten soon after the window');
      }
    }),
  );
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
    triggered: false,
  });
});

test('createTracker() keeps a bound on the ports of all sources together', () => {
  const tracker = createTracker();
  for (let source = 1; source <= 10; source++)
    for (let port = 1; port <= 60_000; port++)
      tracker.touch(datagram({ source: [0, 0, 0xffff, source], port }), trigger);
  assert.ok(tracker.sources < 10 && tracker.sources >= Math.floor(maxPorts / 60_000), `${tracker.sources}`);
});
