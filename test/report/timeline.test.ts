import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHours } from '../../src/report/count/hours.ts';
import { timelineOf } from '../../src/report/timeline.ts';
import { weekOf } from '../../src/report/week.ts';
import { day, hour, now } from './fixture.ts';

const none = { log: [], bans: [] };

test('timelineOf() has every hour of two days, every day of two months and every month of more, quiet ones too', () => {
  const hours = createHours();
  hours.add(now - hour, 'scans');
  hours.add(now - hour - 1, 'bans', 2);
  const two = timelineOf({ since: now - 2 * day, until: now }, hours, none);
  assert.equal(two.unit, 'hour');
  assert.deepEqual(
    two.parts.slice(-2).map(({ scans, bans }) => [scans, bans]),
    [
      [0, 2],
      [1, 0],
    ],
  );
  assert.equal(two.parts.length, 48);
  const week = timelineOf({ since: now - 7 * day, until: now }, hours, none);
  assert.deepEqual([week.unit, week.parts.length], ['day', 8]);
  assert.equal(week.parts[0]?.since, now - 7 * day);
  const year = timelineOf({ since: now - 365 * day, until: now }, hours, none);
  assert.deepEqual([year.unit, year.parts.length], ['month', 13]);
  assert.equal(year.parts.at(-1)?.bans, 2);
});

test('timelineOf() tells what is not known from what was quiet', () => {
  const hours = createHours();
  hours.add(now - 3 * day, 'scans');
  const since = now - 7 * day;
  const gaps = { log: [{ since, until: now - 4 * day, why: '' }], bans: [{ since, until: now, why: '' }] };
  const { parts } = timelineOf({ since, until: now }, hours, gaps);
  assert.deepEqual(
    parts.map(({ scans }) => scans),
    [null, null, null, 0, 1, 0, 0, 0],
  );
  assert.ok(parts.every(({ bans }) => bans === null));
  assert.deepEqual(parts.map(({ isPartial }) => isPartial).indexOf(true), 3);
});

test('weekOf() is the mean of the hours of which the log tells, and null for the others', () => {
  const hours = createHours();
  const sunday = new Date(2026, 10, 22).getTime();
  hours.add(sunday + 5 * hour, 'scans', 4);
  hours.add(sunday - 7 * day + 5 * hour, 'observations', 1);
  const span = { since: sunday - 7 * day, until: sunday + day };
  const gap = { since: span.since, until: sunday - 6 * day, why: '' };
  assert.equal(weekOf(span, hours, [])[6]?.[5], 2.5);
  assert.equal(weekOf(span, hours, [])[0]?.[5], 0);
  assert.equal(weekOf({ ...span, until: sunday - 6 * day }, hours, [])[0]?.[5], null);
  assert.equal(weekOf({ ...span, until: sunday - 6 * day }, createHours(), [gap])[6]?.[6], null);
});
