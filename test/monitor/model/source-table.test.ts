import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSourceTable } from '../../../src/monitor/model/source-table.ts';
import { touchOf } from '../touches.ts';

test('createSourceTable() adds up the probes of a source over its windows, and keeps its best evidence', () => {
  const table = createSourceTable();
  const tallies = [2, 4, 8, 1, 1] as const;
  for (const [time, hits] of tallies.entries())
    table.add(
      touchOf('203.0.113.7', {
        time,
        hits,
        ports: hits,
        evidence: hits === 4 ? 'handshake' : 'packet',
        port: 20 + time,
      }),
    );
  const source = table.get('203.0.113.7') ?? assert.fail();
  // Eight, then a new window of one, and one more whose tally stayed as it was.
  assert.equal(source.probes, 10);
  assert.deepEqual([source.ports, source.evidence, source.lastPort, source.last], [8, 'handshake', 24, 4]);
});

test('createSourceTable() names a source that is spared now, and one that was ever a scanner', () => {
  const table = createSourceTable();
  table.add(touchOf('192.0.2.77', { verb: 'seen', why: 'protected' }));
  table.add(touchOf('192.0.2.78', { verb: 'seen', why: 'below-trigger' }));
  assert.deepEqual(
    [table.get('192.0.2.77')?.spared, table.get('192.0.2.77')?.isScanner],
    ['protected', false],
  );
  assert.equal(table.get('192.0.2.78')?.spared, undefined);
  table.add(touchOf('192.0.2.77'));
  assert.deepEqual([table.get('192.0.2.77')?.spared, table.get('192.0.2.77')?.isScanner], [undefined, true]);
});

test('createSourceTable() returns the top as sorting would, the newest of equals first', () => {
  const table = createSourceTable();
  const probes = Array.from({ length: 300 }, (_, i) => (i * 7919) % 101);
  for (const [i, hits] of probes.entries())
    table.add(touchOf(`198.51.${i >> 8}.${i & 255}`, { hits, time: i }));
  const sorted = probes
    .map((hits, i) => ({ text: `198.51.${i >> 8}.${i & 255}`, hits, i }))
    .sort((a, b) => b.hits - a.hits || b.i - a.i);
  assert.deepEqual(
    table.top(20).map(({ text }) => text),
    sorted.slice(0, 20).map(({ text }) => text),
  );
  assert.equal(table.top(1000).length, 300);
});

test('createSourceTable() forgets those that were seen longest ago where there is no room', () => {
  const table = createSourceTable(100);
  for (let i = 0; i < 1_000; i++) table.add(touchOf(`198.51.${i >> 8}.${i & 255}`, { time: i }));
  assert.ok(table.size() <= 100);
  assert.equal(table.size() + table.forgotten(), 1_000);
  assert.equal(table.get('198.51.0.0'), undefined);
  assert.notEqual(table.get('198.51.3.231'), undefined);
});

test('createSourceTable() keeps an address and the network that holds it apart', () => {
  const table = createSourceTable();
  table.add(touchOf('2001:db8::/64'));
  table.add(touchOf('2001:db8::'));
  assert.deepEqual(
    table
      .top(5)
      .map(({ text }) => text)
      .sort(),
    ['2001:db8::', '2001:db8::/64'],
  );
});
