import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePrefix } from '../../src/net/address.ts';
import { bansIn, mostShown } from '../../src/status/standing.ts';

/** As Fail2ban 1.0.2 prints it. */
const answer = (list: string, count = 2): string =>
  'Status for the jail: portsentry\n|- Filter\n|  |- Currently failed:\t0\n|  |- Total failed:\t7\n' +
  '|  `- File list:\t/var/log/portjail/portsentry.log\n`- Actions\n' +
  `   |- Currently banned:\t${count}\n   |- Total banned:\t5\n   \`- Banned IP list:\t${list}\n`;

test('bansIn() reads counts and addresses, formatted by us', () => {
  const { currently, total, banned } = bansIn(answer('203.0.113.7 2001:DB8:0::1'));
  assert.deepEqual([currently, total, banned], [2, 5, ['203.0.113.7', '2001:db8::1']]);
  assert.deepEqual(bansIn(answer('2001:DB8:1:2::/64', 1)).banned, ['2001:db8:1:2::/64']);
  assert.deepEqual(bansIn(answer('')).banned, []);
});

test('bansIn() is bounded, and lets nothing through that is no address', () => {
  const many = Array.from({ length: mostShown + 5 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
  assert.equal(bansIn(answer(many.join(' '), many.length)).banned.length, mostShown);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const { currently, total, banned } = bansIn(answer(text));
      assert.ok(Number.isSafeInteger(currently) && Number.isSafeInteger(total));
      assert.ok(banned.every(word => parsePrefix(word) !== undefined));
    }),
  );
});
