import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectsPart } from '../../../src/report/html/effects.ts';
import type { Effects } from '../../../src/report/report.ts';

const effects: Effects = {
  firstLineToBan: { count: 4, median: 90, ninety: 7200 },
  firstScanToBan: null,
  linesWhileBanned: { atFirst: 1, handshake: 1, packet: 6 },
  endedBans: 4,
  returned: 1,
  shareNeverBack: 0.75,
  timeToReturn: { count: 1, median: 86_400, ninety: 86_400 },
  bansOfSpared: 0,
  someBansOfSpared: [],
};

test('effectsPart() draws shares of a whole, one behind the other, each with its number in the table', () => {
  const { back, whileBanned } = effectsPart(effects);
  assert.deepEqual(
    whileBanned?.parts.map(({ x, width, color }) => [x, width, color]),
    [
      ['0%', '12.5%', 'observed'],
      ['12.5%', '75%', 'scans'],
      ['87.5%', '12.5%', 'bans'],
    ],
  );
  assert.equal(back?.title, 'After 4 bans that ended');
  assert.equal(back?.description, 'never came back so far: 3 (75 %); came back: 1 (25 %).');
  assert.deepEqual(back?.table.rows[1], [
    { head: 'came back', isHead: true, color: 'bans' },
    { text: '1', isNumber: true },
    { text: '25 %', isNumber: true },
  ]);
});

test('effectsPart() says how long it took, and "not known" where no ban tells', () => {
  const rows = effectsPart(effects).speed.rows.map(row =>
    row.slice(1).map(cell => 'text' in cell && cell.text),
  );
  assert.deepEqual(rows, [
    ['1.5 min', '2.0 h', 'of 4 sources'],
    ['not known', 'not known', ''],
    ['1.0 d', '1.0 d', 'of 1 return'],
  ]);
});

test('effectsPart() has no picture of nothing, and names the bans of hosts that were let be', () => {
  const quiet = effectsPart({
    ...effects,
    shareNeverBack: null,
    linesWhileBanned: { atFirst: 0, handshake: 0, packet: 0 },
  });
  assert.deepEqual([quiet.back, quiet.whileBanned, quiet.spared], [null, null, null]);
  assert.match(quiet.sparedSum, /within a day of it: none\.$/);
  const spared = { source: '192.0.2.1', time: 0, jail: 'portsentry', seenAs: 'protected' } as const;
  const { spared: table, sparedSum } = effectsPart({
    ...effects,
    bansOfSpared: 13,
    someBansOfSpared: Array.from({ length: 13 }, () => spared),
  });
  assert.match(sparedSum, /: 13\.$/);
  assert.equal(table?.rows.length, 12);
  assert.deepEqual(table.rows[0]?.at(-1), { marks: [{ word: 'protected', tone: 'good' }] });
});
