import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAnswer } from '../../../src/capture/answer/answer.ts';
import { isNtpAnswer } from '../../../src/capture/answer/ntp.ts';
import { viewOf } from '../../sys/attributes.ts';
import { dnsMessage, field, ntpMessage } from './messages.ts';

const judged = (bytes: readonly number[], end = bytes.length, size = bytes.length): boolean =>
  isNtpAnswer(viewOf(bytes.slice(0, end)), 0, end, size);
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

test('isNtpAnswer() takes answers of servers, with extension fields, a digest, or without', () => {
  for (const first of [0x0c, 0x14, 0x1c, 0x24, 0xe4]) assert.ok(judged(ntpMessage(first)), `${first}`);
  for (const stratum of [0, 1, 15, 16]) assert.ok(judged(ntpMessage(0x24, stratum)), `stratum ${stratum}`);
  for (const behind of [
    zeros(4),
    zeros(20),
    zeros(24),
    field(28),
    [...field(16), ...zeros(20)],
    [...field(104), ...field(40)],
  ])
    assert.ok(judged(ntpMessage(0x24, 2, ...behind)), `${behind.length} bytes more`);
});

test('isNtpAnswer() takes nothing else', () => {
  for (const mode of [0, 1, 2, 3, 5, 6, 7]) assert.ok(!judged(ntpMessage(0x20 | mode)), `mode ${mode}`);
  for (const first of [0x04, 0x2c, 0x34, 0x3c])
    assert.ok(!judged(ntpMessage(first)), `version ${first >> 3}`);
  assert.ok(!judged(ntpMessage(0x24, 17)));
  for (let length = 0; length < 48; length++)
    assert.ok(!judged(ntpMessage().slice(0, length)), `${length} bytes`);
  for (const behind of [
    zeros(1),
    zeros(8),
    zeros(16),
    zeros(28),
    field(28).slice(0, -1),
    [...field(28), 0],
    field(30),
  ])
    assert.ok(!judged(ntpMessage(0x24, 2, ...behind)), `${behind.length} bytes more`);
});

test('isNtpAnswer() takes what was captured of an answer from its 48 bytes on', () => {
  const bytes = ntpMessage(0x24, 2, ...field(400), ...field(200), ...zeros(20));
  for (let end = 0; end <= bytes.length; end++)
    assert.equal(judged(bytes, end, bytes.length), end >= 48, `${end}`);
});

test('isNtpAnswer() throws for no bytes at all, and ends with them', () => {
  const some = fc.tuple(fc.constantFrom(0x24, 0x1c, 0), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(some, fc.nat(400), fc.nat(70_000), ([first, rest], cut, size) => {
      const bytes = ntpMessage(first, 1, ...rest);
      judged(bytes, Math.min(cut, bytes.length), size);
    }),
    { numRuns: 5_000 },
  );
});

test('isAnswer() looks at what comes from the port of the server alone', () => {
  const says = (port: number, bytes: readonly number[]): boolean =>
    isAnswer(port, viewOf(bytes), 0, bytes.length, bytes.length);
  const ports = [53, 123, 54, 5353, 0];
  assert.deepEqual(
    ports.map(port => says(port, dnsMessage())),
    [true, false, false, false, false],
  );
  assert.deepEqual(
    ports.map(port => says(port, ntpMessage())),
    [false, true, false, false, false],
  );
});
