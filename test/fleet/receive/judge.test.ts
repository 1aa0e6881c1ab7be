import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FleetEvent, formatCheck, formatEvent } from '../../../src/fleet/event.ts';
import { createJudge, mostAhead } from '../../../src/fleet/receive/judge.ts';
import type { Law } from '../../../src/fleet/receive/law.ts';
import { formatAddress, parseAddress, parsePrefix } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';

const now = 1_795_334_454_123;
const maxAge = 3_600_000;
const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const setOf = (...texts: string[]) => prefixSet(texts.map(text => parsePrefix(text) ?? assert.fail(text)));
const law: Law = {
  own: { isForMany: one => formatAddress(one) === '192.0.2.255' },
  spared: {
    ignored: setOf('198.51.100.0/24'),
    own: setOf('192.0.2.10'),
    hosts: setOf('192.0.2.1', 'fe80::1'),
  },
};

const judging = (hosts = 1, isPardoned = (_text: string): boolean => false) => {
  const judge = createJudge({
    law: () => law,
    isPardoned: source => isPardoned(formatAddress(source)),
    maxAge,
    hosts,
  });
  return (origin: string, source = '203.0.113.7', change: Partial<FleetEvent> = {}) =>
    judge(
      origin,
      Buffer.from(
        formatEvent({ time: now, source: address(source), port: 23, hits: 1, ports: 1, ...change }),
      ),
      now,
    ).verdict;
};

test('createJudge() finds a source proven that enough hosts have named, and no host counts twice', () => {
  const judge = judging(2);
  assert.equal(judge('web1'), 'alone');
  assert.equal(judge('web1', '203.0.113.7', { time: now - 1 }), 'alone');
  assert.equal(judge('web2', '203.0.113.8'), 'alone');
  assert.equal(judge('web2'), 'proven');
});

test('createJudge() takes an event once, however often it comes', () => {
  const judge = judging();
  assert.equal(judge('web1'), 'proven');
  assert.equal(judge('web1'), 'again');
  assert.equal(judge('web2'), 'proven');
});

test('createJudge() goes by the law of this host before it hears others', () => {
  const verdicts = {
    '198.51.100.7': 'ignored',
    '192.0.2.10': 'protected',
    '192.0.2.1': 'protected',
    'fe80::1': 'protected',
    '192.0.2.255': 'nobody',
    '127.0.0.1': 'nobody',
    '::1': 'nobody',
    '0.0.0.0': 'nobody',
    '::': 'nobody',
    '224.0.0.1': 'nobody',
    'ff02::1': 'nobody',
    '255.255.255.255': 'nobody',
    '169.254.1.1': 'nobody',
    'fe80::2': 'nobody',
    '253.194.87.5': 'nobody',
    '2001:db8:d0c::1': 'nobody',
    '10.1.2.3': 'proven',
    '2001:db8::7': 'proven',
  };
  for (const [source, verdict] of Object.entries(verdicts))
    assert.equal(judging()('web1', source), verdict, source);
});

test('createJudge() names nobody who was pardoned', () => {
  const judge = judging(1, text => text === '203.0.113.7');
  assert.equal(judge('web1'), 'pardoned');
  assert.equal(judge('web1', '203.0.113.8'), 'proven');
});

test('createJudge() takes nothing that is too old, or ahead of its own clock', () => {
  const of = (time: number) => judging()('web1', '203.0.113.7', { time });
  assert.equal(of(now - maxAge), 'proven');
  assert.equal(of(now - maxAge - 1), 'too-old');
  assert.equal(of(now + mostAhead), 'proven');
  assert.equal(of(now + mostAhead + 1), 'ahead');
  assert.equal(of(now - 3_600_000 * 2), 'too-old');
});

test('createJudge() has a clock that is ahead count no longer than any other', () => {
  const judge = createJudge({ law: () => law, isPardoned: () => false, maxAge, hosts: 2 });
  const say = (origin: string, time: number, at: number): string =>
    judge(
      origin,
      Buffer.from(formatEvent({ time, source: address('203.0.113.7'), port: 23, hits: 1, ports: 1 })),
      at,
    ).verdict;
  assert.equal(say('web1', now + mostAhead, now), 'alone');
  assert.equal(say('web2', now + maxAge + 1, now + maxAge + 1), 'alone');
});

test('createJudge() survives whatever is told', () => {
  const judge = createJudge({ law: () => law, isPardoned: () => false, maxAge, hosts: 1 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), bytes =>
      assert.equal(judge('evil', bytes, now).verdict, 'damaged'),
    ),
  );
});

test('createJudge() counts nothing of what was only to be heard', () => {
  const judge = createJudge({ law: () => law, isPardoned: () => false, maxAge, hosts: 1 });
  assert.deepEqual(judge('web1', Buffer.from(formatCheck(now)), now), { verdict: 'again' });
});
