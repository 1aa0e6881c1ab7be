import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelinePicture } from '../../../src/report/html/timeline.ts';
import type { Report, TimePart } from '../../../src/report/report.ts';
import { banned, day, hour, now, reportOf, touchLine } from '../fixture.ts';

const drawn = (report: Report) => timelinePicture(report) ?? assert.fail('no picture');

test('timelinePicture() places each part by its time, so that the first and the last are as short as they were', async t => {
  const { report } = await reportOf(t, { log: touchLine('203.0.113.1', now - 3 * day), bans: '' });
  const { slots, lanes, labels } = drawn(report);
  assert.deepEqual(
    slots.map(({ x, width }) => [x, width]),
    [
      ['0%', '7.14%'],
      ['7.14%', '14.29%'],
      ['21.43%', '14.29%'],
      ['35.71%', '14.29%'],
      ['50%', '14.29%'],
      ['64.29%', '14.29%'],
      ['78.57%', '14.29%'],
      ['92.86%', '7.14%'],
    ],
  );
  assert.deepEqual(
    lanes.map(({ name, bars }) => [name, bars.map(({ x, width, color }) => [x, width, color])]),
    [
      ['scans and observed lines', [['51.43%', '11.43%', 'scans']]],
      ['bans', []],
    ],
  );
  assert.equal(slots[4]?.title, 'Thu 19 Nov 2026: 1 scan, 0 observed; 0 bans');
  assert.deepEqual(labels.slice(0, 2), [
    { x: '3.57%', text: '15 Nov', isExtra: false },
    { x: '14.29%', text: '16 Nov', isExtra: true },
  ]);
});

test('timelinePicture() hatches of each log what that one does not tell', async t => {
  const { report } = await reportOf(t, { log: touchLine('203.0.113.1', now - day) });
  const { lanes, slots, hasGaps, table } = drawn(report);
  assert.ok(hasGaps);
  assert.deepEqual(
    lanes.map(({ gaps }) => gaps),
    [[], [{ x: '0%', width: '100%' }]],
  );
  assert.equal(slots[6]?.title, 'Sat 21 Nov 2026: 1 scan, 0 observed; bans not known');
  assert.deepEqual(table.rows[6]?.[4], { text: 'not known', isNumber: true });
});

test('timelinePicture() has a lane for what was held back where anything was', async t => {
  const { report } = await reportOf(t, { log: '', bans: banned(now - day, 'Ban 203.0.113.1') });
  assert.equal(drawn(report).hasHeld, false);
  const [first, ...rest] = report.timeline?.parts ?? [];
  const parts = [{ ...first, heldBack: 7 } as TimePart, ...rest];
  const { lanes, hasHeld, slots } = drawn({ ...report, timeline: { unit: 'day', parts } });
  assert.equal(hasHeld, true);
  assert.deepEqual(
    lanes.map(({ name, bars }) => [name, bars.length]),
    [
      ['scans and observed lines', 0],
      ['held back', 1],
      ['bans', 1],
    ],
  );
  const tops = lanes.map(({ top, height }) => [top, top + height]);
  assert.ok(
    tops.flat().every((y, at, all) => at === 0 || y > (all[at - 1] ?? 0)),
    String(tops),
  );
  assert.match(slots[0]?.title ?? '', /7 held back/);
});

test('timelinePicture() names few of many parts, midnight by its day, and what is known in part', async t => {
  const { report } = await reportOf(t, { log: '', bans: '' }, { since: now - 2 * day });
  const { labels, title } = drawn(report);
  assert.equal(title, 'By the hour: scans, observations and bans');
  assert.deepEqual(
    labels.map(({ text }) => text),
    ['12:00', '18:00', '21 Nov', '06:00', '12:00', '18:00', '22 Nov', '06:00'],
  );
  const part = { ...report.timeline?.parts[0], isPartial: true } as TimePart;
  const { slots, table, description } = drawn({ ...report, timeline: { unit: 'hour', parts: [part] } });
  assert.match(slots[0]?.title ?? '', /0 scans, 0 observed \(known in part\); 0 bans/);
  assert.deepEqual(table.rows[0]?.[5], { text: 'known in part' });
  assert.match(description, /^1 hour; no lines\./);
  assert.equal(timelinePicture({ ...report, timeline: null }), null);
  assert.equal(part.until - part.since, hour);
});
