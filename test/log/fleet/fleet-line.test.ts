import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatShared, parseShared, type Shared } from '../../../src/log/fleet/fleet-line.ts';
import { parseLine } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';

const shared: Shared = {
  time: 1795334454123,
  source: parseAddress('203.0.113.7') ?? assert.fail(),
  port: 23,
  origin: 'web1',
  hosts: 2,
};

test('formatShared() writes the line of the contract, with another verb for what nobody is banned for', () => {
  const fields = 'src=203.0.113.7 evidence=handshake proto=tcp dport=23 origin=web1 hosts=2';
  const head = '2026-11-22T08:00:54.123Z 1795334454.123 portsentry[99]:';
  assert.equal(formatShared('fleet', shared, 99), `${head} fleet ${fields}`);
  assert.equal(formatShared('told', shared, 99), `${head} told ${fields}`);
});

test('formatShared() has no text of another host in a line but a name of the agreed form', () => {
  for (const origin of ['', 'Web', 'web.1', 'web 1', 'web\n1', 'wéb', 'a'.repeat(33), 'web1 hosts=9'])
    assert.throws(() => formatShared('fleet', { ...shared, origin }, 1), RangeError);
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const anyShared = fc.record({
  time: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  source: fc.oneof(
    fc.tuple(word, word, word, word),
    fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0xffff), word),
  ),
  port: fc.integer({ min: 0, max: 65_535 }),
  origin: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
  hosts: fc.integer({ min: 1, max: 99_999 }),
});

test('parseShared() reads back what formatShared() writes, and the log of the sentry has no such line', () => {
  fc.assert(
    fc.property(anyShared, fc.constantFrom('fleet' as const, 'told' as const), (one, verb) => {
      const line = formatShared(verb, one, 7);
      assert.deepEqual(parseShared(line), { ...one, verb, pid: 7 });
      assert.equal(parseLine(line), undefined);
    }),
  );
});

test('parseShared() takes nothing else', () => {
  const line = formatShared('fleet', shared, 99);
  fc.assert(fc.property(fc.string(), text => assert.equal(parseShared(text), undefined)));
  for (const other of [`${line} `, ` ${line}`, line.replace('fleet', 'scan'), line.replace('=23', '=65536')])
    assert.equal(parseShared(other), undefined, other);
});
