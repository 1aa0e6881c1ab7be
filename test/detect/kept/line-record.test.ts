import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRemembered } from '../../../src/detect/kept/remembered.ts';
import { createRepeats, type Repeats } from '../../../src/detect/speak/repeats.ts';
import type { Why } from '../../../src/log/line.ts';
import type { Address } from '../../../src/net/address.ts';
import { sized } from '../../support/long.ts';
import { datagram, probe } from '../helpers.ts';

const start = 1_800_000_000_000;
const window = 600_000;
const whys: readonly Why[] = ['below-trigger', 'protected'];

const step = fc.record({
  gap: fc.oneof(fc.nat(5_000), fc.nat(4_000_000), fc.constantFrom(3_000, 60_000, 3_600_000, -20_000)),
  source: fc.nat(4),
  hits: fc.integer({ min: 1, max: 40 }),
  isProven: fc.boolean(),
  why: fc.constantFrom(undefined, ...whys),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** By IPv4, by IPv6, and two networks of the same address. */
function probeOf(source: number, isProven: boolean, time: number) {
  const address: Address = source === 0 ? [0, 0, 0xffff, 1] : [0x20010db8, 0, 0, source === 1 ? 1 : 0];
  const fields = { source: address, time, ...(source > 2 ? { prefix: source === 3 ? 64 : 56 } : {}) };
  return isProven ? probe(fields) : datagram(fields);
}

/** What is due, of lines that are then written. */
function play(repeats: Repeats, steps: readonly Step[], begin: number, shift = 0) {
  let time = begin;
  const said = steps.map(({ gap, source, hits, isProven, why }) => {
    time += gap;
    const touch = probeOf(source, isProven, time + shift);
    if (why !== undefined) {
      const isDue = repeats.seenDue(touch, why);
      if (isDue) repeats.saidSeen(touch, why);
      return isDue;
    }
    const turn = repeats.turnOf(touch, hits, window);
    if (turn !== 'early') repeats.said(touch, hits);
    return turn;
  });
  return { said, time };
}

test('recall() says of the next lines what was said before it, later by as much as the clock was set', () => {
  const steps = fc.array(step, { maxLength: 30 });
  const shift = fc.constantFrom(0, 86_400_000, -86_400_000);
  fc.assert(
    fc.property(steps, steps, shift, (before, after, by) => {
      const repeats = createRepeats();
      const { time } = play(repeats, before, start);
      const next = createRepeats();
      next.recall(readRemembered([...repeats.blocks()]), by);
      const { said } = play(next, after, time, by);
      assert.deepEqual(said, play(repeats, after, time).said);
    }),
    { numRuns: sized(60, 2_000) },
  );
});

test('readRemembered() throws nothing but RangeError, whatever the bytes are', () => {
  const repeats = createRepeats();
  play(repeats, fc.sample(step, { seed: 1, numRuns: 40 }), start);
  const blocks = [...repeats.blocks()];
  const fates = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(255), fc.nat(9), (which, where, byte, kind) => {
      const changed = blocks.map(block => ({ kind: block.kind, bytes: Uint8Array.from(block.bytes) }));
      const block = changed[which % changed.length] ?? assert.fail();
      block.bytes[where % block.bytes.length] = byte;
      if (kind > 6) block.kind = kind;
      try {
        createRepeats().recall(readRemembered(changed), 0);
        fates.read++;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        fates.refused++;
      }
    }),
    { numRuns: sized(60, 2_000) },
  );
  assert.ok(fates.read > 0 && fates.refused > 0, JSON.stringify(fates));
});
