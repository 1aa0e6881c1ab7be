import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networksList, portsList, sourcesList, sparedList } from '../../../src/report/html/lists.ts';
import { seenLists } from '../../../src/report/html/seen.ts';
import type { LinesReport } from '../../../src/report/report.ts';
import { reportOf } from '../fixture.ts';
import { busyMonth } from './fixture.ts';

const linesOf = async (report: Promise<{ readonly lines: LinesReport | null }>) =>
  (await report).lines ?? assert.fail('no lines');

test('sourcesList() shows the busiest, says of how many, and marks what they are', async t => {
  const lines = await linesOf(busyMonth(t, 3000));
  const { note, table } = sourcesList(lines);
  assert.equal(table.rows.length, 25);
  assert.match(note, new RegExp(`^The 25 busiest of ${lines.sources} sources; "portjail report --csv"`));
  const spared = { ...lines.topSpared[0], isBanned: true, seenAs: ['protected', 'lan'] } as const;
  const [row] = sourcesList({ ...lines, topSources: [{ ...lines.topSources[0], ...spared } as never] }).table
    .rows;
  assert.deepEqual(row?.[5], {
    marks: [
      { word: 'banned', tone: 'bad' },
      { word: 'protected', tone: 'good' },
      { word: 'lan', tone: 'plain' },
    ],
  });
});

test('sourcesList() draws each by the busiest, and says how many ports there are besides those that it names', async t => {
  const lines = await linesOf(busyMonth(t, 300));
  const [first] = lines.topSources;
  assert.ok(first);
  const rows = [
    { ...first, scans: 6, observations: 2, ports: ['1/tcp'], mostPorts: 1234 },
    { ...first, scans: 2, observations: 0, ports: ['1/tcp'], mostPorts: 1 },
  ];
  const { table, note } = sourcesList({ ...lines, topSources: rows, sources: 2 });
  assert.equal(note, '2 sources.');
  assert.deepEqual(
    table.rows.map(row => row[1]),
    [
      { bar: { title: '6 scans, 2 observed', scans: '75%', observed: '25%' } },
      { bar: { title: '2 scans, 0 observed', scans: '25%', observed: '0%' } },
    ],
  );
  assert.deepEqual(
    table.rows.map(row => row[6]),
    [{ code: '1/tcp ... (1,234)' }, { code: '1/tcp' }],
  );
});

test('every list of nothing is empty, and says so without a number', async t => {
  const lines = await linesOf(reportOf(t, { log: '', bans: '' }).then(({ report }) => report));
  assert.equal(sourcesList(lines).note, '');
  assert.equal(sparedList(lines), null);
  for (const { table } of [sourcesList(lines), networksList(lines), portsList(lines)])
    assert.deepEqual(table.rows, []);
  assert.deepEqual(
    seenLists(lines).map(({ note }) => note),
    [
      'A finished handshake proves its address; that of a packet may be forged.',
      'None.',
      'Nothing was only observed.',
      'Nothing: every line was written.',
    ],
  );
  assert.deepEqual(seenLists(lines).at(-1)?.table.rows, []);
});

test('seenLists() has the most first, and what was held back', async t => {
  const lines = await linesOf(busyMonth(t, 3000));
  const [, , why, held] = seenLists({
    ...lines,
    why: [
      { why: 'lan', observations: 3 },
      { why: 'ignored', observations: 0 },
      { why: 'protected', observations: 12 },
    ],
  });
  assert.deepEqual(
    why?.table.rows.map(row => [row[0], row[2]]),
    [
      [
        { head: 'protected', isHead: true },
        { text: '12', isNumber: true },
      ],
      [
        { head: 'lan', isHead: true },
        { text: '3', isNumber: true },
      ],
    ],
  );
  assert.equal(held?.note, '4,900 lines, not written one by one.');
});
