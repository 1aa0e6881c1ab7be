import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSources } from '../../../src/report/count/sources.ts';
import { at, touchOf } from '../../why/fixture.ts';

test('createSources() keeps the first and last times, the first few ports, and how a source was seen', () => {
  const kept: number[][] = [];
  const sources = createSources(4, { keep: (slot, rank) => kept.push([slot, rank]) });
  for (const [seconds, port] of [23, 23, 445, 161, 80].entries())
    sources.add(2, {
      ...touchOf('203.0.113.7', { why: 'below-trigger', port, protocol: port === 161 ? 'udp' : 'tcp' }),
      time: at(seconds),
    });
  sources.add(2, { ...touchOf('203.0.113.7'), time: at(9), hits: 2 ** 40, ports: 6 });
  sources.add(2, { ...touchOf('203.0.113.7', { why: 'protected' }), time: at(5) });
  assert.deepEqual(sources.of(2), {
    scans: 1,
    observations: 6,
    handshakes: 7,
    hits: 2 ** 32 - 1,
    ports: 6,
    somePorts: ['23/tcp', '445/tcp', '161/udp'],
    first: at(0),
    last: at(9),
    standing: ['protected'],
  });
  assert.deepEqual([sources.first[2], sources.firstScan[2]], [at(0), at(9)]);
  assert.deepEqual([sources.isSpared(2), sources.isSpared(1)], [true, false]);
  assert.deepEqual(kept, [
    [2, 1],
    [2, 2],
  ]);
  sources.clear(2);
  assert.deepEqual([sources.of(2).scans, sources.of(2).somePorts, sources.of(2).standing], [0, [], []]);
});
