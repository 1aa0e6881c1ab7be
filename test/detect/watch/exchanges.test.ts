import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flow } from '../../../src/detect/table/flow-key.ts';
import { createRecentFlows, type RecentFlows } from '../../../src/detect/table/recent-flows.ts';
import { createAnswered } from '../../../src/detect/watch/answered.ts';
import { createAsked } from '../../../src/detect/watch/asked.ts';
import { createExchanges } from '../../../src/detect/watch/exchanges.ts';
import { createPortTable } from '../../../src/detect/watch/port-table.ts';
import { quietTime } from '../../../src/detect/watch/quarantine.ts';
import { address } from '../helpers.ts';

const flow = (fields: Partial<Flow> = {}): Flow => ({
  protocol: 'udp',
  target: address('192.0.2.10'),
  port: 53,
  source: address('203.0.113.7'),
  sourcePort: 45_000,
  ...fields,
});

function stage(opened?: RecentFlows) {
  const tables = { tcp: createPortTable(), udp: createPortTable() };
  const asked = createAsked();
  const answered = createAnswered(tables);
  return { tables, asked, answered, ...createExchanges(asked, answered, opened) };
}

test('left() keeps a question from holding its port, and an answer from being a question', () => {
  const { touched, left, asked, answered, tables } = stage();
  const question = flow({ port: 1053, source: address('198.51.100.53'), sourcePort: 53 });
  assert.equal(left(question, false, 0), false);
  assert.deepEqual([answered.holds('udp', 1053, 0), tables.udp.holdsPort(1053)], [false, false]);
  touched(flow(), 0);
  assert.equal(left(flow(), false, 1), true);
  assert.deepEqual([answered.holds('udp', 53, 1), tables.udp.holdsOutside(53)], [true, true]);
  assert.deepEqual([asked.holds(question, 1), asked.holds(flow(), 1)], [true, false]);
  assert.equal(answered.holds('tcp', 53, 1), false, 'the other protocol');
});

test('left() asks of a SYN-ACK that it was asked for where nobody says which way a packet goes', () => {
  const tcp = flow({ protocol: 'tcp', port: 143 });
  assert.equal(stage().left(tcp, false, 0), true);
  const opened = createRecentFlows(64);
  const { left, touched, asked } = stage(opened);
  assert.equal(left(tcp, false, 0), false);
  assert.equal(asked.size(), 0, 'nor is it a question');
  touched(tcp, 0);
  assert.equal(left(tcp, false, 1), true);
  const other = flow({ protocol: 'tcp', port: 143, sourcePort: 45_001 });
  opened.saw(other, 1_000);
  assert.deepEqual(
    [left(other, false, 31_000), left(other, false, 31_001)],
    [true, false],
    'for half a minute',
  );
});

test('isOpen() and changed() follow the age of the last answer', () => {
  const { answered } = stage();
  const ages = [0, 999, 1_000, 59_999, 60_000, quietTime - 1, quietTime];
  answered.saw('tcp', 143, 0);
  assert.equal(answered.changed(0), true);
  assert.deepEqual(
    ages.map(age => [
      answered.holds('tcp', 143, age),
      answered.isOpen('tcp', 143, age),
      answered.changed(age),
    ]),
    [
      [true, true, false],
      [true, true, false],
      [true, false, true],
      [true, false, false],
      [true, true, true],
      [true, true, false],
      [false, false, true],
    ],
  );
  assert.equal(answered.changed(quietTime + 1), false);
});
