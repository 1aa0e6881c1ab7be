import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepeats } from '../../src/detect/repeats.ts';
import { address, datagram, probe } from './helpers.ts';

test('scanDue() lets a handshake through at once when the last line is more than 3 s old', () => {
  const repeats = createRepeats();
  const due = [0, 10, 2999, 3001, 6001, 6003].map(time => repeats.scanDue(probe({ time }), 1));
  assert.deepEqual(due, [true, false, false, true, false, true]);
});

test('scanDue() writes packet evidence on a log scale and about every minute', () => {
  const repeats = createRepeats();
  const written: number[] = [];
  for (let hits = 4; hits <= 40; hits++)
    if (repeats.scanDue(datagram({ time: hits }), hits)) written.push(hits);
  assert.deepEqual(written, [4, 8, 16, 32]);
  assert.equal(repeats.scanDue(datagram({ time: 32 + 60_000 }), 41), false);
  assert.equal(repeats.scanDue(datagram({ time: 33 + 60_000 }), 42), true);
});

test('scanDue() writes the proof of a handshake right behind a line of packet evidence', () => {
  const repeats = createRepeats();
  assert.equal(repeats.scanDue(datagram({ time: 0 }), 4), true);
  assert.equal(repeats.scanDue(probe({ time: 1 }), 5), true);
  assert.equal(repeats.scanDue(probe({ time: 2 }), 6), false);
});

test('scanDue() names a source again whose window has passed', () => {
  const repeats = createRepeats();
  repeats.scanDue(datagram({ time: 0 }), 1000);
  assert.equal(repeats.scanDue(datagram({ time: 1 }), 4), true);
});

test('scanDue() is not silenced by a clock that was set back', () => {
  const repeats = createRepeats();
  repeats.scanDue(probe({ time: 1_000_000 }), 1);
  assert.equal(repeats.scanDue(probe({ time: 10 }), 2), true);
});

test('seenDue() lets one observation of a source through a minute', () => {
  const repeats = createRepeats();
  const due = [0, 1, 59_999, 60_001].map(time => repeats.seenDue(probe({ time }), 'ignored'));
  assert.deepEqual(due, [true, false, false, true]);
  assert.equal(repeats.seenDue(probe({ time: 5, source: address('203.0.113.9') }), 'ignored'), true);
});

test('seenDue() lets one observation of a protected source through an hour, beside its others', () => {
  const repeats = createRepeats();
  const due = [0, 60_001, 3_600_000, 3_600_001].map(time => repeats.seenDue(probe({ time }), 'protected'));
  assert.deepEqual(due, [true, false, false, true]);
  assert.equal(repeats.seenDue(probe({ time: 3_600_002 }), 'below-trigger'), true);
});

test('takeHeld() counts held lines and their sources exactly, then starts anew', () => {
  const repeats = createRepeats();
  const other = address('203.0.113.9');
  for (const time of [0, 1, 2, 3]) repeats.scanDue(probe({ time }), 1);
  for (const time of [2, 4]) repeats.scanDue(probe({ time, source: other }), 1);
  assert.deepEqual(repeats.takeHeld(), { lines: 4, sources: 2, since: 1 });
  assert.equal(repeats.takeHeld(), undefined);
  repeats.scanDue(probe({ time: 5 }), 1);
  assert.deepEqual(repeats.takeHeld(), { lines: 1, sources: 1, since: 5 });
});
