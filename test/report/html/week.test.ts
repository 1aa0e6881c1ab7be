import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weekPicture } from '../../../src/report/html/week.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixture.ts';

/** A week in which nothing is known, but what is given by weekday and hour. */
async function pictureOf(
  t: Parameters<typeof reportOf>[0],
  known: readonly (readonly [day: number, hour: number, count: number])[],
) {
  const week: (number | null)[][] = Array.from({ length: 7 }, () => Array<number | null>(24).fill(null));
  for (const [day, hour, count] of known) week[day]?.splice(hour, 1, count);
  const { report } = await reportOf(t, {});
  return weekPicture({ ...report, week } satisfies Report);
}

test('weekPicture() is the deeper the more, with the number in each cell, and nothing in that of none', async t => {
  const picture = await pictureOf(t, [
    [0, 0, 0],
    [0, 1, 0.2],
    [0, 2, 20],
    [0, 3, 50],
    [0, 23, 100],
  ]);
  const cells = picture?.rows[0]?.cells.filter(({ isKnown }) => isKnown) ?? [];
  assert.deepEqual(
    cells.map(({ level, text, isDeep }) => [level, text, isDeep]),
    [
      [0, '', false],
      [1, '0.2', false],
      [3, '20', false],
      [4, '50', true],
      [5, '100', true],
    ],
  );
  assert.equal(cells[4]?.x, '95.83%');
  assert.equal(cells[4]?.title, 'Monday 23:00: 100 lines an hour');
  assert.deepEqual(
    picture?.levels.map(({ level, text }) => [level, text]),
    [
      [0, '0'],
      [1, 'up to 4'],
      [3, 'up to 36'],
      [4, 'up to 64'],
      [5, 'up to 100'],
    ],
  );
  assert.match(picture?.description ?? '', /^The busiest is Monday 23:00: 100 lines an hour\./);
});

test('weekPicture() shows the days of which anything is known, and no number for an hour of which nothing is', async t => {
  const picture = await pictureOf(t, [
    [1, 5, 3],
    [6, 5, 0],
  ]);
  assert.deepEqual(
    picture?.rows.map(({ name, y }) => [name, y]),
    [
      ['Tue', 0],
      ['Sun', 30],
    ],
  );
  assert.equal(picture?.hasGaps, true);
  const { isKnown, text, title } = picture?.rows[0]?.cells[4] ?? assert.fail();
  assert.deepEqual([isKnown, text, title], [false, '', 'Tuesday 04:00: not known']);
  assert.deepEqual(picture?.table.rows[4]?.slice(1), [
    { text: 'not known', isNumber: true },
    { text: 'not known', isNumber: true },
  ]);
});

test('weekPicture() is none where there was no line, or nothing is known', async t => {
  assert.equal(await pictureOf(t, [[0, 0, 0]]), null);
  assert.equal(await pictureOf(t, []), null);
});
