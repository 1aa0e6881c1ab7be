import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHostName, originOf, pardonSubject, scanSubject } from '../../src/fleet/names.ts';
import { parseAddress } from '../../src/net/address.ts';

test('originOf() is the host whose subject it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9-]{1,32}$/), name =>
      assert.equal(originOf(scanSubject(name)), isHostName(name) ? name : undefined),
    ),
  );
});

test('originOf() takes no other subject, and no user that is no host', () => {
  const subjects = [
    '',
    'portjail.scan.',
    'portjail.scan',
    'portjail.scan.a.b',
    'xportjail.scan.a',
    'portjail.scan.A',
  ];
  subjects.push('portjail.scan.admin', 'portjail.scan.collector', 'portjail.pardon.a', 'portjail.scan.a\n');
  subjects.push(`portjail.scan.${'a'.repeat(33)}`, 'portjail.scan.wéb', 'portjail.scan.a b', '_INBOX_a.1');
  for (const subject of subjects) assert.equal(originOf(subject), undefined, subject);
  fc.assert(fc.property(fc.string(), text => assert.equal(originOf(text), undefined)));
});

test('pardonSubject() has an address as one word of a subject', () => {
  const of = (text: string): string => pardonSubject(parseAddress(text) ?? assert.fail());
  assert.equal(of('203.0.113.7'), 'portjail.pardon.203-0-113-7');
  assert.equal(of('2001:db8::5'), 'portjail.pardon.2001-db8--5');
});
