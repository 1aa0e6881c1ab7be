import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounters } from '../../../src/detect/rules.ts';
import { createHeld, createHolding, maxHeldSources } from '../../../src/detect/speak/held-lines.ts';
import type { Held } from '../../../src/log/line.ts';
import { address, probe } from '../helpers.ts';

const [one, other] = [address('203.0.113.7'), address('203.0.113.9')];

test('createHeld() counts lines and their sources exactly, then starts anew', () => {
  const held = createHeld();
  for (const time of [1, 2, 3]) held.add(probe({ source: one, time }));
  held.add(probe({ source: other, time: 4 }));
  assert.deepEqual(held.take(), { lines: 4, sources: 2, since: 1 });
  assert.equal(held.take(), undefined);
  held.add(probe({ source: one, time: 5 }));
  assert.deepEqual(held.take(), { lines: 1, sources: 1, since: 5 });
});

test('createHeld() tells a network from the address that it begins with', () => {
  const held = createHeld();
  const network = address('203.0.113.0');
  held.add(probe({ source: network }));
  for (const prefix of [120, 120, 121]) held.add(probe({ source: network, prefix }));
  assert.equal(held.take()?.sources, 3);
});

test('createHeld() counts a line as a source beyond those it can tell apart', () => {
  const held = createHeld();
  for (let i = 0; i < maxHeldSources; i++) held.add({ source: [0, 0, 0xffff, i], time: 0 });
  for (let i = 0; i < 3; i++) held.add({ source: one, time: 0 });
  held.add({ source: [0, 0, 0xffff, 1], time: 0 });
  assert.deepEqual(held.take(), { lines: maxHeldSources + 4, sources: maxHeldSources + 3, since: 0 });
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
  hold('repeat', probe({ time: 1 }));
  hold('flood', probe({ time: 2 }));
  hold('flood', probe({ time: 3, source: other }));
  say(4);
  say(5);
  assert.deepEqual(said, [
    { reason: 'flood', lines: 2, sources: 2, since: 2 },
    { reason: 'repeat', lines: 1, sources: 1, since: 1 },
  ]);
  assert.deepEqual(counters, { ...noCounters(), flood: 2, repeat: 1 });
});
