import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FleetEvent, formatCheck, formatEvent, mostBytes, parseEvent } from '../../src/fleet/event.ts';
import { parseAddress } from '../../src/net/address.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const event: FleetEvent = {
  time: 1795334454123,
  source: parseAddress('203.0.113.7') ?? assert.fail(),
  port: 23,
  hits: 3,
  ports: 2,
};
const text = formatEvent(event);
const changed = (change: object): Uint8Array => bytes(JSON.stringify({ ...JSON.parse(text), ...change }));

test('formatEvent() writes the message of the contract', () => {
  assert.equal(
    text,
    '{"v":1,"t":1795334454123,"src":"203.0.113.7","proto":"tcp","dport":23,"kind":"connect","hits":3,"ports":2}',
  );
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const anyEvent = fc.record({
  time: fc.integer({ min: 0, max: 8.64e15 }),
  source: fc.oneof(
    fc.tuple(word, word, word, word),
    fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0xffff), word),
  ),
  port: fc.integer({ min: 0, max: 65_535 }),
  hits: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  ports: fc.integer({ min: 0, max: 65_536 }),
});

test('parseEvent() reads back what formatEvent() writes, which is never too long', () => {
  fc.assert(
    fc.property(anyEvent, one => {
      const message = bytes(formatEvent(one));
      assert.ok(message.length <= mostBytes);
      assert.deepEqual(parseEvent(message), { ...one });
    }),
  );
});

test('parseEvent() survives any bytes and any JSON, and says that they are damaged', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), any => assert.equal(parseEvent(any), 'damaged')));
  fc.assert(
    fc.property(fc.json(), any => {
      const read = parseEvent(bytes(any));
      assert.ok(typeof read === 'string', JSON.stringify(read));
    }),
  );
});

test('parseEvent() takes nothing that formatEvent() would not write', () => {
  const wrong: object[] = [
    { src: '203.0.113.0/24' },
    { src: 'www.example.com' },
    { src: '203.0.113.7\n' },
    { src: ['203.0.113.7'] },
    { proto: 'udp' },
    { kind: 'syn' },
    { dport: '23' },
    { dport: 65_536 },
    { dport: -1 },
    { dport: 2.5 },
    { t: 1e300 },
    { t: null },
    { hits: -1 },
    { ports: 65_537 },
    { more: 1 },
    { v: '1' },
    { v: 0.5 },
  ];
  for (const change of wrong) assert.equal(parseEvent(changed(change)), 'damaged', JSON.stringify(change));
  assert.equal(parseEvent(bytes(text + ' '.repeat(mostBytes))), 'damaged');
  // An acknowledgement of the hub's, which whoever asks for one can have sent to any subject.
  assert.equal(parseEvent(bytes('{"stream":"PORTJAIL", "seq":2}')), 'damaged');
});

test('parseEvent() knows another version, whatever it holds', () => {
  assert.equal(parseEvent(changed({ v: 2 })), 'unknown');
  assert.equal(parseEvent(bytes('{"v":7}')), 'unknown');
  assert.equal(parseEvent(bytes(formatCheck(1))), 'check');
});
