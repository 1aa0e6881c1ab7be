import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRepeats, type Repeats } from '../../../src/detect/speak/repeats.ts';
import type { Why } from '../../../src/log/line.ts';
import type { Probe } from '../../../src/probe.ts';
import { address, datagram, probe } from '../helpers.ts';

const window = 600_000;

/** A line for every probe that is due, as the dueLines does outside a flood. */
function scanDue(repeats: Repeats, touch: Probe, hits: number): boolean {
  const due = repeats.turnOf(touch, hits, window) !== 'early';
  if (due) repeats.said(touch, hits);
  return due;
}
function seenDue(repeats: Repeats, touch: Probe, why: Why): boolean {
  const due = repeats.seenDue(touch, why);
  if (due) repeats.saidSeen(touch, why);
  return due;
}

test('turnOf() lets a handshake through at once when the last line is more than 3 s old', () => {
  const repeats = createRepeats();
  const due = [0, 10, 2999, 3001, 6001, 6003].map(time => scanDue(repeats, probe({ time }), 1));
  assert.deepEqual(due, [true, false, false, true, false, true]);
});

test('turnOf() writes packet evidence on a log scale and about every minute', () => {
  const repeats = createRepeats();
  const written: number[] = [];
  for (let hits = 4; hits <= 40; hits++)
    if (scanDue(repeats, datagram({ time: hits }), hits)) written.push(hits);
  assert.deepEqual(written, [4, 8, 16, 32]);
  assert.equal(scanDue(repeats, datagram({ time: 32 + 60_000 }), 41), false);
  assert.equal(scanDue(repeats, datagram({ time: 33 + 60_000 }), 42), true);
});

test('turnOf() writes the proof of a handshake right behind a line of packet evidence', () => {
  const repeats = createRepeats();
  assert.equal(scanDue(repeats, datagram({ time: 0 }), 4), true);
  assert.equal(scanDue(repeats, probe({ time: 1 }), 5), true);
  assert.equal(scanDue(repeats, probe({ time: 2 }), 6), false);
});

test('turnOf() names a source again whose window has passed', () => {
  const repeats = createRepeats();
  scanDue(repeats, datagram({ time: 0 }), 1000);
  assert.equal(scanDue(repeats, datagram({ time: 1 }), 4), true);
});

test('turnOf() is not silenced by a clock that was set back', () => {
  const repeats = createRepeats();
  scanDue(repeats, probe({ time: 1_000_000 }), 1);
  assert.equal(scanDue(repeats, probe({ time: 10 }), 2), true);
});

test('turnOf() takes a probe that is told late for no new scan', () => {
  const repeats = createRepeats();
  scanDue(repeats, datagram({ time: 100_000 }), 5);
  const late = datagram({ time: 97_000 });
  assert.equal(repeats.turnOf(late, 6, 600_000), 'early');
  assert.equal(repeats.turnOf(datagram({ time: 89_000 }), 6, 600_000), 'first');
});

test('seenDue() lets one observation of a source through a minute', () => {
  const repeats = createRepeats();
  const due = [0, 1, 59_999, 60_001].map(time => seenDue(repeats, probe({ time }), 'ignored'));
  assert.deepEqual(due, [true, false, false, true]);
  assert.equal(seenDue(repeats, probe({ time: 5, source: address('203.0.113.9') }), 'ignored'), true);
});

test('seenDue() lets one observation of a protected source through an hour, beside its others', () => {
  const repeats = createRepeats();
  const due = [0, 60_001, 3_600_000, 3_600_001].map(time => seenDue(repeats, probe({ time }), 'protected'));
  assert.deepEqual(due, [true, false, false, true]);
  assert.equal(seenDue(repeats, probe({ time: 3_600_002 }), 'below-trigger'), true);
});

test('turnOf() tells the first line of a source from a further one, for each evidence, until its window has passed', () => {
  const repeats = createRepeats();
  const turn = (touch: Probe, hits: number) => repeats.turnOf(touch, hits, window);
  assert.equal(turn(datagram({ time: 0 }), 4), 'first');
  assert.equal(turn(datagram({ time: 1 }), 5), 'first', 'nothing was said yet');
  repeats.said(datagram({ time: 2 }), 6);
  assert.equal(turn(datagram({ time: 3 }), 7), 'early');
  assert.equal(turn(datagram({ time: 3 }), 8), 'again');
  assert.equal(turn(probe({ time: 3 }), 8), 'first', 'its proof');
  repeats.said(probe({ time: 3 }), 8);
  assert.equal(turn(probe({ time: 3_004 }), 9), 'again');
  assert.equal(turn(datagram({ time: 3 + window }), 16), 'again');
  assert.equal(turn(datagram({ time: 4 + window }), 16), 'first');
  assert.equal(turn(probe({ time: 4 + window }), 16), 'first');
});

test('saidSeen() leaves what is known of the ban-grade lines of a source as it is', () => {
  const repeats = createRepeats();
  repeats.said(probe({ time: 0 }), 1);
  repeats.saidSeen(probe({ time: 1 }), 'protected');
  repeats.saidSeen(probe({ time: 2 }), 'ignored');
  assert.equal(repeats.turnOf(probe({ time: 3 }), 2, window), 'early');
  assert.equal(repeats.seenDue(probe({ time: 60_003 }), 'protected'), false);
  assert.equal(repeats.seenDue(probe({ time: 60_003 }), 'ignored'), true);
});

test('said() remembers the last 65,536 that were written, whoever had to go for them', () => {
  const repeats = createRepeats();
  const nth = (n: number): Probe => ({ ...probe({ time: 0 }), source: [0, 0, 0xffff, 0x0b000000 + n] });
  const all = 3 * 65_536;
  for (let n = 0; n < all; n++) repeats.said(nth(n), 1);
  for (let n = all - 65_536; n < all; n++) assert.equal(repeats.turnOf(nth(n), 1, window), 'early', `${n}`);
  assert.equal(repeats.turnOf(nth(0), 1, window), 'first');
});
