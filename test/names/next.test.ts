import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamedEntry } from '../../src/config/read/names.ts';
import type { Answer } from '../../src/names/answers.ts';
import type { Found, LookedUp } from '../../src/names/look-up.ts';
import { nextAnswers } from '../../src/names/next.ts';
import { nameStanding } from '../../src/names/standing.ts';
import { parseAddress } from '../../src/net/address.ts';
import { entry } from './entry.ts';

const start = Date.UTC(2026, 10, 22);
const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000];
const failed: Found = { failed: 'ESERVFAIL' };
const has = (...texts: string[]): Found => ({
  addresses: texts.map(text => parseAddress(text) ?? assert.fail(text)),
});

/** A name that is asked for round after round, at times of its own. */
function asked(own: NamedEntry = entry) {
  let answers: readonly Answer[] = [];
  let now = start;
  return {
    ask: (time: number, four: Found, six: Found = has(), as = own) => {
      now = start + time;
      const found = new Map<string, LookedUp>([[as.name, { 4: four, 6: six }]]);
      answers = nextAnswers([as], answers, found, now);
      return nameStanding(as, answers, now);
    },
    at: (time: number) => nameStanding(own, answers, start + time),
    answers: () => answers,
  };
}

test('nextAnswers() has the newest answer alone: an address that is not in it is not spared any more', () => {
  const name = asked();
  for (let at = 0; at < 5; at++)
    assert.deepEqual(name.ask(at * minute, has(`203.0.113.${at}`)).addresses, [`203.0.113.${at}`]);
});

test('nextAnswers() keeps the last answer for a day while no name server gives another', () => {
  const name = asked();
  name.ask(0, has('203.0.113.7'));
  assert.deepEqual(name.ask(minute, failed, failed).addresses, ['203.0.113.7']);
  const { addresses, answered, outcome } = name.ask(day - 1, failed, failed);
  assert.deepEqual([addresses, answered, outcome], [['203.0.113.7'], start, 'failed']);
  assert.deepEqual(name.at(day).addresses, []);
  assert.deepEqual(name.ask(day, failed, failed).addresses, []);
  assert.deepEqual(name.ask(day + 1, has('203.0.113.8')).addresses, ['203.0.113.8']);
});

test('nextAnswers() keeps the last answer for an hour when there is none any more, whatever fails meanwhile', () => {
  const name = asked();
  name.ask(0, has('203.0.113.7'));
  assert.deepEqual(name.ask(minute, has()).addresses, ['203.0.113.7']);
  assert.deepEqual(name.ask(2 * minute, failed, failed).addresses, ['203.0.113.7']);
  assert.deepEqual(name.ask(minute + hour - 1, has()).addresses, ['203.0.113.7']);
  const { addresses, outcome, until } = name.ask(minute + hour, has());
  assert.deepEqual([addresses, outcome, until], [[], 'empty', null]);
});

test('nextAnswers() asks each family by itself: one that fails keeps its own, one that is left goes at once', () => {
  const name = asked();
  name.ask(0, has('203.0.113.7'), has('2001:db8::7'));
  assert.deepEqual(name.ask(minute, has('203.0.113.8'), failed).addresses, ['203.0.113.8', '2001:db8::7']);
  assert.deepEqual(name.ask(2 * minute, has('203.0.113.9'), has()).addresses, ['203.0.113.9']);
});

test('nextAnswers() takes the first sixteen of a thousand addresses, in their order, and says how many are left', () => {
  const many = Array.from({ length: 1000 }, (_, at) => `198.18.${at >>> 8}.${at & 255}`);
  const { addresses, left } = asked().ask(0, has(...[...many].reverse(), ...many), has('2001:db8::7'));
  assert.deepEqual([addresses, left], [many.slice(0, 16), 984]);
});

test('nextAnswers() lets no address count that is refused, and has it as no answer', () => {
  for (const text of ['0.0.0.0', '127.0.0.1', '224.0.0.1', '10.0.0.1']) {
    const name = asked();
    const { addresses, outcome, refused } = name.ask(0, has(text));
    assert.deepEqual([addresses, outcome, refused], [[], 'refused', [text]], text);
  }
  const name = asked();
  name.ask(0, has('203.0.113.7'));
  assert.deepEqual(name.ask(minute, has('0.0.0.0')).addresses, ['203.0.113.7']);
  assert.deepEqual(name.ask(minute + hour, has('0.0.0.0')).addresses, []);
  const mixed = name.ask(minute + hour, has('10.0.0.1', '203.0.113.9'));
  assert.deepEqual([mixed.addresses, mixed.refused], [['203.0.113.9'], ['10.0.0.1']]);
});

test('nextAnswers() has private addresses where the entry allows them, and no longer', () => {
  const name = asked();
  const allows = { ...entry, allowsPrivate: true };
  assert.deepEqual(name.ask(0, has('10.0.0.1'), has(), allows).addresses, ['10.0.0.1']);
  assert.deepEqual(name.ask(minute, failed, failed).addresses, []);
});

test('nextAnswers() keeps nothing of a name that stands in no file any more', () => {
  const name = asked();
  name.ask(0, has('203.0.113.7'));
  assert.deepEqual(nextAnswers([], name.answers(), new Map(), start + minute), []);
});

test('nextAnswers() believes no time that lies ahead: a clock that was set back gives a day, and not a year', () => {
  const name = asked();
  name.ask(365 * day, has('203.0.113.7'));
  assert.deepEqual(name.ask(0, failed, failed).until, start + day);
  assert.deepEqual(name.ask(day, failed, failed).addresses, []);
});
