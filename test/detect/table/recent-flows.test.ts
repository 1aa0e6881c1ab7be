import assert from 'node:assert/strict';
import { test } from 'node:test';
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
    assert.equal(flows.holds(flow(i)), false);
    flows.saw(flow(i));
    for (const back of [0, 1, 300]) assert.equal(flows.holds(flow(Math.max(0, i - back))), true);
    for (const other of [{ port: 24 }, { protocol: 'udp' }, { target: [0, 0, 0xffff, 1] }] as const)
      assert.equal(flows.holds(flow(i, other)), false);
  }
  assert.equal(flows.holds(flow(100)), false, 'met long ago');
});

test('createRecentFlows() keeps one that is met again and again', () => {
  const flows = createRecentFlows(64);
  flows.saw(flow(0));
  for (let i = 1; i < 1_000; i++) {
    flows.saw(flow(i));
    if (i % 50 === 0) assert.equal(flows.holds(flow(0)), true);
  }
});
