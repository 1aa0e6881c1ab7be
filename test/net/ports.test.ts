import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countPorts,
  formatRanges,
  parsePortRanges,
  portFlags,
  portsIn,
  rangesOf,
} from '../../src/net/ports.ts';

test('rangesOf() joins neighbours and nothing else', () => {
  assert.deepEqual(rangesOf([]), []);
  assert.deepEqual(rangesOf([1, 2, 3, 5, 65_535]), [
    [1, 3],
    [5, 5],
    [65_535, 65_535],
  ]);
});

test('rangesOf() holds exactly the ports, in ranges that do not touch', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 300 })), list => {
      const ports = list.sort((a, b) => a - b);
      const ranges = rangesOf(ports);
      const held = ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      assert.deepEqual(held, ports);
      ranges.slice(1).forEach(([first], i) => {
        assert.ok(first > (ranges[i]?.[1] ?? first) + 1);
      });
    }),
  );
});

test('formatRanges() writes what parsePortRanges() reads, and countPorts() counts it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 })), list => {
      const ranges = rangesOf(list.sort((a, b) => a - b));
      assert.deepEqual(parsePortRanges(formatRanges(ranges)), ranges);
      assert.equal(countPorts(ranges), portsIn(ranges).length);
    }),
  );
  assert.equal(
    formatRanges([
      [23, 23],
      [6000, 6010],
    ]),
    '23,6000-6010',
  );
});

test('portFlags() has 1 for the ports of a list and 0 for every other', () => {
  const flags = portFlags([1, 23, 65_535]);
  const flagged = [...flags].flatMap((flag, port) => (flag === 1 ? [port] : []));
  assert.deepEqual([flags.length, flagged], [65_536, [1, 23, 65_535]]);
});
