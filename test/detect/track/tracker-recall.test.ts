import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTracker } from '../../../src/detect/kept/tracker-blocks.ts';
import { createTracker, type Tracker } from '../../../src/detect/track/tracker.ts';
import type { Probe } from '../../../src/probe.ts';
import { atOnce } from '../../../src/util/steps.ts';
import { address, datagram } from '../helpers.ts';

/** What random touches seldom tell apart: single things that must come back, each of a play of its own. */

const start = 1_795_334_400_000;
const window = 600_000;
const trigger = { handshake: 1, packet: 4, window };
/** A source is named for 30 ports: more than it remembers by itself. */
const high = { handshake: 20, packet: 30, window };

const hostAddress = (host: number) => address(`198.51.100.${host}`);

/** As it comes back from a file, with every time so much later. */
function restarted(tracker: Tracker, capacity: number, shift = 0): Tracker {
  const next = createTracker(capacity);
  atOnce(next.recall(readTracker([...tracker.blocks()]) ?? assert.fail(), shift));
  return next;
}

test('recall() has who was touched longest ago make room first, as before it', () => {
  const ports = (tracker: Tracker, host: number, port: number): number =>
    tracker.touch(datagram({ source: hostAddress(host), port, time: start }), high).ports;
  const tracker = createTracker(4);
  for (const host of [1, 2, 3, 4]) for (const port of [1, 2]) ports(tracker, host, port);
  const next = restarted(tracker, 4);
  for (const port of [1, 2]) ports(next, 5, port);
  assert.deepEqual(
    [4, 3, 2, 1].map(host => ports(next, host, 3)),
    [3, 3, 3, 1],
  );
});

test('recall() knows every one of many ports', () => {
  const tracker = createTracker(64);
  const touch = (each: Tracker, port: number) => each.touch(datagram({ port, time: start }), high);
  for (let port = 1; port < 30; port++) assert.ok(!touch(tracker, port).triggered);
  const next = restarted(tracker, 64);
  assert.deepEqual([touch(next, 1).triggered, touch(next, 30).triggered], [false, true]);
});

test('recall() knows the ports of the window before, too', () => {
  const tracker = createTracker(64);
  const touch = (each: Tracker, port: number, time: number): boolean =>
    each.touch(datagram({ port, time }), high).triggered;
  const [early, late] = [start + window - 60_000, start + window + 60_000];
  for (let port = 1; port <= 20; port++) touch(tracker, port, early);
  for (let port = 21; port < 30; port++) assert.ok(!touch(tracker, port, late));
  assert.ok(touch(restarted(tracker, 64), 30, late));
});

test('recall() knows the addresses of this host again that a source has touched', () => {
  const sweep = (each: Tracker, hosts: readonly number[]): boolean[] =>
    hosts.map(
      host => each.touch(datagram({ target: address(`2001:db8::${host}`), time: start }), trigger).triggered,
    );
  const tracker = createTracker(64);
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  sweep(tracker, ten);
  const next = restarted(tracker, 64);
  assert.ok(!sweep(next, ten).includes(true), 'the same ten are no sweep');
  assert.ok(sweep(next, [11, 12, 13, 14, 15, 16]).includes(true), 'sixteen are');
});

for (const shift of [86_400_000, -86_400_000])
  test(`recall() moves the first touch of a source with its last, by ${shift / 3_600_000} hours`, () => {
    let tracker = createTracker(64);
    const play = (fields: Partial<Probe>): boolean => tracker.touch(datagram(fields), trigger).triggered;
    play({ port: 1, time: start });
    tracker = restarted(tracker, 64, shift);
    for (let port = 2; port <= 4; port++) {
      // A flood pushes him out, so that nothing but a trace is left.
      for (let host = 0; host < 256; host++)
        play({ source: hostAddress(host), port: 7, time: start + shift });
      assert.equal(play({ port, time: start + shift + port * 1_200_000 }), port === 4);
    }
  });
