import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSince, parseSpan } from '../../src/events/span.ts';
import { UsageError } from '../../src/util/errors.ts';

const now = Date.UTC(2026, 10, 22, 8);

test('parseSince() reads a span back from now', () => {
  const ago = { '90s': 90, '10m': 600, '2h': 7200, '1d': 86_400, '2 w': 1_209_600, '0s': 0 };
  for (const [text, seconds] of Object.entries(ago))
    assert.equal(parseSince(text, now), now - seconds * 1000, text);
});

test('parseSince() reads an ISO time, local without a zone', () => {
  assert.equal(parseSince('2026-11-22T07:30:00Z', now), Date.UTC(2026, 10, 22, 7, 30));
  assert.equal(parseSince('2026-11-22T07:30+01:00', now), Date.UTC(2026, 10, 22, 6, 30));
  assert.equal(parseSince('2026-11-20', now), new Date(2026, 10, 20).getTime());
  assert.equal(parseSince('2026-11-20T07:30', now), new Date(2026, 10, 20, 7, 30).getTime());
});

test('parseSince() refuses anything else with what it expected', () => {
  for (const text of ['', '10', 'm', '-1h', '1.5h', '1y', '20', '2026', 'tomorrow', '2026-13-01', '10m1h'])
    assert.throws(
      () => parseSince(text, now),
      (error: unknown) => error instanceof UsageError && /expected a span/.test(error.message),
      text,
    );
});

test('parseSince() refuses the future', () => {
  assert.throws(() => parseSince('2026-11-22T08:00:01Z', now), /lies in the future/);
});

test('parseSpan() takes the last week unless it is told otherwise', () => {
  const week = 604_800_000;
  assert.deepEqual(parseSpan({}, now), { since: now - week, until: now });
  assert.deepEqual(parseSpan({ until: '1d' }, now), {
    since: now - 86_400_000 - week,
    until: now - 86_400_000,
  });
  assert.deepEqual(parseSpan({ since: '2h', until: '1h' }, now), {
    since: now - 7_200_000,
    until: now - 3_600_000,
  });
  assert.deepEqual(parseSpan({ all: true }, now), { since: 0, until: now });
});

test('parseSpan() refuses an end before the beginning, and two beginnings', () => {
  assert.throws(
    () => parseSpan({ since: '1h', until: '2h' }, now),
    /--since "1h" is later than --until "2h"/,
  );
  assert.throws(() => parseSpan({ since: '1h', all: true }, now), UsageError);
  assert.throws(() => parseSpan({ until: 'tomorrow' }, now), /^UsageError: --until: expected a span/);
});
