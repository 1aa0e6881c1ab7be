import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Flow } from '../../../src/detect/table/flow-key.ts';
import { createFlowQueue } from '../../../src/detect/table/flow-queue.ts';
import { address } from '../helpers.ts';

const flow = (i: number): Flow => ({
  protocol: i % 2 === 0 ? 'tcp' : 'udp',
  target: address(i % 3 === 0 ? '2001:db8::ffff:1' : '192.0.2.10'),
  port: 65_535 - i,
  source: address('203.0.113.255'),
  sourcePort: i,
});

test('createFlowQueue() agrees with a list, from whose middle something is taken now and then', () => {
  const step = fc.record({ i: fc.nat(15), act: fc.constantFrom('add', 'remove', 'shift') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 4, max: 9 }), (steps, capacity) => {
      const queue = createFlowQueue(capacity);
      /** Gaps are -1 until they have come to the front. */
      let list: number[] = [];
      for (const { i, act } of steps) {
        if (act === 'add' && !list.includes(i) && list.length < capacity) {
          queue.add(flow(i));
          list.push(i);
        } else if (act === 'remove' && list.includes(i)) {
          queue.remove(queue.find(flow(i)));
          list[list.indexOf(i)] = -1;
        } else if (act === 'shift' && list.length > 0) {
          queue.remove(queue.first());
          list.shift();
        }
        while (list[0] === -1) list = list.slice(1);
        assert.equal(queue.size, list.filter(one => one >= 0).length);
        assert.equal(queue.isFull(), list.length === capacity);
        const [first] = list;
        if (first === undefined) assert.equal(queue.first(), -1);
        else assert.deepEqual(queue.flowAt(queue.first()), flow(first));
        for (let one = 0; one < 16; one++) {
          const slot = queue.find(flow(one));
          assert.equal(slot >= 0, list.includes(one));
          if (slot >= 0) assert.deepEqual(queue.flowAt(slot), flow(one));
        }
      }
    }),
  );
});

test('add() throws when there is no room', () => {
  const queue = createFlowQueue(4);
  for (let i = 0; i < 4; i++) queue.add(flow(i));
  assert.throws(() => queue.add(flow(4)), RangeError);
});
