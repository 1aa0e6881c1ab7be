import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NamedEntry } from '../../src/config/read/names.ts';
import type { Answer } from '../../src/names/answers.ts';
import { nameStanding, sparedBy } from '../../src/names/standing.ts';
import { formatPrefix } from '../../src/net/address.ts';
import { entry } from './entry.ts';

const now = Date.UTC(2026, 10, 22);
const answer: Answer = {
  name: 'home.example.org',
  family: 6,
  addresses: ['2001:db8::7', '2001:db8::8', '2001:db8:0:1::7'],
  left: 0,
  answered: now - 1000,
  emptySince: null,
  outcome: 'answered',
  refused: [],
};
const four: Answer = { ...answer, family: 4, addresses: ['203.0.113.7'] };

test('sparedBy() spares the /64 of each IPv6 address where the entry says so, and never more of IPv4', () => {
  const texts = (own: NamedEntry): string[] =>
    sparedBy([own], [four, answer], now).map(({ prefix }) => formatPrefix(prefix));
  assert.deepEqual(texts(entry), ['203.0.113.7', ...answer.addresses]);
  assert.deepEqual(texts({ ...entry, wide: true }), ['203.0.113.7', '2001:db8::/64', '2001:db8:0:1::/64']);
});

test('sparedBy() ends with the entry where that ends first, and takes nothing of another name', () => {
  const until = now + 60_000;
  assert.deepEqual(
    sparedBy([{ ...entry, until }], [four], now).map(({ end }) => end),
    [until],
  );
  assert.deepEqual(sparedBy([{ ...entry, until }], [four], until), []);
  assert.deepEqual(sparedBy([{ ...entry, name: 'other.example.org' }], [four], now), []);
});

test('nameStanding() tells the age of the oldest address, and which family was answered', () => {
  const older: Answer = { ...answer, answered: now - 5000, outcome: 'failed' };
  const standing = nameStanding({ ...entry, wide: true }, [four, older], now);
  assert.deepEqual(standing, {
    name: 'home.example.org/64',
    addresses: ['203.0.113.7', '2001:db8::/64', '2001:db8:0:1::/64'],
    left: 0,
    answered: now - 5000,
    until: now - 5000 + 24 * 3_600_000,
    outcome: 'answered',
    refused: [],
  });
  assert.equal(nameStanding(entry, [], now).outcome, 'unasked');
});

test('nameStanding() gives an answer from the future a day from now, and no more', () => {
  const ahead = { ...four, answered: now + 365 * 24 * 3_600_000 };
  const { answered, until } = nameStanding(entry, [ahead], now);
  assert.deepEqual([answered, until], [now, now + 24 * 3_600_000]);
});
