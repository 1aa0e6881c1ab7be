import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAgain, formatHeld, formatScan, formatSeen, parseLine } from '../../src/log/line.ts';
import { createOnce, createOnceOfSome } from '../../src/log/once.ts';
import { probe } from '../detect/helpers.ts';

const tally = { hits: 1, ports: 1 };
const scan = (port: number, pid = 1): string => formatScan(probe({ port }), tally, pid);
const seen = formatSeen(probe({ port: 9 }), tally, 'ignored', 1);

/** The ports, or the verbs, of what is told. */
function told(...lines: string[]): (number | string)[] {
  const once = createOnce();
  return lines.flatMap(line => {
    const event = once(parseLine(line) ?? assert.fail(line));
    return event === undefined ? [] : event.verb === 'held' ? 'held' : event.port;
  });
}

test('createOnce() leaves out the announced lines, and no other', () => {
  assert.deepEqual(
    told(scan(1), scan(2), formatAgain(2, 2, 1), scan(1), scan(2), scan(3), scan(3)),
    [1, 2, 3, 3],
  );
});

test("createOnce() passes another process's line among them, and counts it not", () => {
  assert.deepEqual(told(formatAgain(2, 2, 1), scan(1), scan(5, 7), scan(2), scan(3)), [5, 3]);
});

test('createOnce() takes what is no scan for their end, and a new count for the count', () => {
  assert.deepEqual(told(formatAgain(2, 5, 1), scan(1), seen, scan(2)), [9, 2]);
  const held = formatHeld(2, { reason: 'flood', lines: 1, sources: 1, since: 1 }, 1);
  assert.deepEqual(told(formatAgain(2, 5, 1), held, scan(2)), ['held', 2]);
  assert.deepEqual(told(formatAgain(2, 5, 1), scan(1), formatAgain(3, 1, 1), scan(1), scan(2)), [2]);
});

test('createOnceOfSome() returns a repeated scan once, though it sees neither the others nor what announces it', () => {
  const once = createOnceOfSome();
  const entry = parseLine(scan(23)) ?? assert.fail();
  assert.equal(once(entry), entry);
  assert.equal(once({ ...entry }), undefined);
  const later = { ...entry, time: entry.time + 1 };
  assert.equal(once(later), later);
  assert.equal(once({ verb: 'again', pid: 1, time: 1, lines: 1 }), undefined);
});
