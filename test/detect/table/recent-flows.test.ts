import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Flow } from '../../../src/detect/table/flow-key.ts';
import { createRecentFlows } from '../../../src/detect/table/recent-flows.ts';

const flow = (i: number, fields: Partial<Flow> = {}): Flow => ({
  protocol: 'tcp',
  target: [0, 0, 0xffff, 0xc0000201],
  port: 23,
  source: [0, 0, 0xffff, i >>> 16],
  sourcePort: i & 0xffff,
  ...fields,
});

test('createRecentFlows() knows the last ones that were met, and no others', () => {
  const flows = createRecentFlows(1024);
  for (let i = 0; i < 5_000; i++) {
    assert.equal(flows.holds(flow(i), 0), false);
    flows.saw(flow(i), 0);
    for (const back of [0, 1, 300]) assert.equal(flows.holds(flow(Math.max(0, i - back)), 0), true);
    for (const other of [{ port: 24 }, { protocol: 'udp' }, { target: [0, 0, 0xffff, 1] }] as const)
      assert.equal(flows.holds(flow(i, other), 0), false);
  }
  assert.equal(flows.holds(flow(100), 0), false, 'met long ago');
});

test('createRecentFlows() keeps one that is met again and again', () => {
  const flows = createRecentFlows(64);
  flows.saw(flow(0), 0);
  for (let i = 1; i < 1_000; i++) {
    flows.saw(flow(i), 0);
    if (i % 50 === 0) assert.equal(flows.holds(flow(0), 0), true);
  }
});

test('createRecentFlows() agrees with a slow list as long as there is room', () => {
  const step = fc.record({ i: fc.nat(20), gap: fc.integer({ min: -300, max: 400 }), ask: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const flows = createRecentFlows(32, 1000);
      const times = new Map<number, number>();
      let now = 1_800_000_000_000;
      for (const { i, gap, ask } of steps) {
        now += gap;
        const time = times.get(i);
        if (ask) assert.equal(flows.holds(flow(i), now), time !== undefined && now - time <= 1000);
        else {
          flows.saw(flow(i), now);
          times.set(i, now);
        }
      }
    }),
  );
});

test('createRecentFlows() has the time of one that it keeps for longer', () => {
  const flows = createRecentFlows(64, 1000);
  flows.saw(flow(0), 0);
  for (let i = 1; i < 100; i++) flows.saw(flow(i), 900);
  assert.equal(flows.holds(flow(0), 1000), true, 'among those met before the last 64');
  assert.equal(flows.holds(flow(0), 1001), false);
});
