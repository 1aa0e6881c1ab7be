import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Flow } from '../../../src/detect/table/flow-key.ts';
import { createFlowTable } from '../../../src/detect/table/flow-table.ts';
import { address } from '../helpers.ts';

const flow = (fields: Partial<Flow> = {}): Flow => ({
  protocol: 'udp',
  target: address('192.0.2.10'),
  port: 1024,
  source: address('198.51.100.53'),
  sourcePort: 53,
  ...fields,
});

test('holds() tells conversations by the protocol, both addresses and both ports', () => {
  const flows = createFlowTable(16, 1000);
  flows.saw(flow(), 0);
  assert.equal(flows.holds(flow(), 0), true);
  for (const other of [
    { protocol: 'tcp' },
    { target: address('192.0.2.11') },
    { target: address('2001:db8::c000:20a') },
    { port: 1025 },
    { port: 53, sourcePort: 1024 },
    { source: address('198.51.100.54') },
    { source: address('192.0.2.10'), target: address('198.51.100.53') },
    { sourcePort: 54 },
  ] as const)
    assert.equal(flows.holds(flow(other), 0), false, JSON.stringify(other));
});

test('createFlowTable() agrees with a slow list, of which the one met longest ago makes room', () => {
  const step = fc.record({ i: fc.nat(20), gap: fc.nat(400), ask: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 4, max: 12 }), (steps, capacity) => {
      const flows = createFlowTable(capacity, 1000);
      let list: { i: number; time: number }[] = [];
      let now = 0;
      for (const { i, gap, ask } of steps) {
        now += gap;
        const one = flow({ port: i, sourcePort: 20 - i });
        const known = list.find(entry => entry.i === i);
        if (ask) assert.equal(flows.holds(one, now), known !== undefined && now - known.time <= 1000);
        else {
          flows.saw(one, now);
          list = [...list.filter(entry => entry !== known), { i, time: now }].slice(-capacity);
        }
        assert.equal(flows.size, list.length);
      }
    }),
  );
});

test('holds() keeps what was met before the clock was set back', () => {
  const flows = createFlowTable(16, 1000);
  flows.saw(flow(), 5000);
  assert.deepEqual(
    [flows.holds(flow(), 100), flows.holds(flow(), 6000), flows.holds(flow(), 6001)],
    [true, true, false],
  );
});

test('createFlowTable() takes no memory for a question', () => {
  const flows = createFlowTable(65_536, 1000);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 200_000; i++) flows.saw(flow({ port: i & 0xffff, sourcePort: i >>> 16 }), i);
  assert.equal(flows.size, 65_536);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1e6);
});
