import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAlive, layoutOf, parseUtmp } from '../../../../src/detect/spare/logins/utmp.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { utmpRecord } from '../hosts/utmp-record.ts';

test('parseUtmp() takes the remote logins of both families, in both layouts', () => {
  for (const arch of ['x64', 'arm64']) {
    const records = [
      utmpRecord(2, 0, undefined, arch),
      utmpRecord(7, 4711, '192.0.2.99', arch),
      utmpRecord(7, 4712, '2001:db8::99', arch),
      utmpRecord(7, 4713, undefined, arch),
      utmpRecord(8, 4714, '192.0.2.98', arch),
    ];
    const logins = parseUtmp(Buffer.concat(records), layoutOf(arch));
    assert.deepEqual(
      logins.map(({ pid, peer }) => [pid, formatAddress(peer)]),
      [
        [4711, '192.0.2.99'],
        [4712, '2001:db8::99'],
      ],
      arch,
    );
  }
});

test('parseUtmp() takes what is whole of a file that ends within a record', () => {
  const whole = utmpRecord(7, 4711, '192.0.2.99');
  assert.equal(parseUtmp(Buffer.concat([whole, whole.subarray(0, 383)]), layoutOf('x64')).length, 1);
});

test('parseUtmp() takes at most 10,000 logins and never throws on any bytes', () => {
  const many = Buffer.concat(Array.from({ length: 10_001 }, () => utmpRecord(7, 1, '192.0.2.99')));
  assert.equal(parseUtmp(many, layoutOf('x64')).length, 10_000);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
      parseUtmp(bytes);
    }),
  );
});

test('isAlive() tells a process that runs from one that has ended', () => {
  assert.equal(isAlive(process.pid), true);
  assert.equal(isAlive(spawnSync('true').pid), false);
});
