import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounters } from '../../../src/detect/rules.ts';
import { createHeld, createHolding, type HeldCount } from '../../../src/detect/speak/held-lines.ts';
import { createAddressTable, nowhere, type Stay } from '../../../src/detect/table/address-table.ts';
import type { Held } from '../../../src/log/line.ts';
import type { Probe } from '../../../src/probe.ts';
import { address, probe, stayOf } from '../helpers.ts';

const [one, other] = [address('203.0.113.7'), address('203.0.113.9')];

/** Holds lines of probes as the pipeline does. */
const adding = (held: HeldCount) => (probe: Probe, times?: number) => held.add(probe, stayOf(probe), times);

test('createHeld() counts lines and their sources exactly, then starts anew', () => {
  const held = createHeld();
  const add = adding(held);
  for (const time of [1, 2, 3]) add(probe({ source: one, time }));
  add(probe({ source: other, time: 4 }), 3);
  assert.deepEqual(held.take(), { lines: 6, sources: 2, since: 1 });
  assert.equal(held.take(), undefined);
  add(probe({ source: one, time: 5 }));
  assert.deepEqual(held.take(), { lines: 1, sources: 1, since: 5 });
});

test('createHeld() tells a network from the source that has its slot in another table', () => {
  const held = createHeld();
  const add = adding(held);
  for (const prefix of [undefined, 120, 120]) add(probe({ source: one, prefix }));
  add(probe({ source: other, prefix: 120 }));
  assert.equal(held.take()?.sources, 3);
});

test('createHeld() counts who has come into the slot of another, and that one again when he comes back', () => {
  const table = createAddressTable(4);
  const held = createHeld(4);
  const stay = (n: number): Stay => {
    const slot = table.use([0, 0, 0xffff, n]);
    return { slot, tenant: table.tenant };
  };
  const forgotten = stay(0);
  for (let n = 0; n < 4; n++) held.add(probe(), stay(n));
  for (let n = 0; n < 4; n++) held.add(probe(), stay(n));
  assert.equal(held.take()?.sources, 4);
  for (let n = 4; n < 12; n++) held.add(probe(), stay(n));
  held.add(probe(), forgotten);
  // He comes back into the slot of yet another.
  for (const n of [12, 0]) held.add(probe(), stay(n));
  for (let i = 0; i < 2; i++) held.add(probe(), { slot: nowhere, tenant: 0 });
  assert.equal(held.take()?.sources, 13, 'and each line of one who is nowhere');
});

test('createHolding() counts and says each reason on its own', () => {
  const said: Held[] = [];
  const counters = noCounters();
  const sink = {
    scan: assert.fail,
    seen: assert.fail,
    held: (_time: number, held: Held) => void said.push(held),
  };
  const { hold, say } = createHolding(sink, counters);
  hold('repeat', probe({ time: 1 }), stayOf(probe()));
  hold('flood', probe({ time: 2 }), stayOf(probe()));
  hold('flood', probe({ time: 3, source: other }), stayOf({ source: other }));
  say(4);
  say(5);
  assert.deepEqual(said, [
    { reason: 'flood', lines: 2, sources: 2, since: 2 },
    { reason: 'repeat', lines: 1, sources: 1, since: 1 },
  ]);
  assert.deepEqual(counters, { ...noCounters(), flood: 2, repeat: 1 });
});
