import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../src/doctor/facts.ts';
import { chooseMarks } from '../../src/doctor/marks.ts';
import { parsePrefix } from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { healthy, jail, recidiveJail } from './facts.ts';

const families = (facts: Facts) =>
  chooseMarks(facts).map(({ jail: name, text }) => `${name} ${text.includes(':') ? 6 : 4}`);

test('chooseMarks() tries IPv4 and IPv6 in each jail that reads the log', () => {
  const unverified = { ...jail(), name: 'portsentry-unverified' as const };
  const jails = [jail(), unverified, recidiveJail(), { ...jail(), live: undefined }];
  assert.deepEqual(families({ ...healthy, jails }), [
    'portsentry 4',
    'portsentry 6',
    'portsentry-unverified 4',
    'portsentry-unverified 6',
  ]);
  assert.deepEqual(families({ ...healthy, host: { ...healthy.host, hasIPv6: false } }), ['portsentry 4']);
});

test('chooseMarks() takes no address that is ignored or banned already, and floods no log', () => {
  const ignored = prefixSet([parsePrefix('253.194.87.0/24')].flatMap(prefix => prefix ?? []));
  assert.deepEqual(families({ ...healthy, jails: [jail({}, { ignored })] }), ['portsentry 6']);
  const all = Array.from({ length: 256 }, (_, i) => `253.194.87.${i}`).filter(
    text => text !== '253.194.87.9',
  );
  const server = { ...healthy.server, banned: new Map([['sshd', all]]) };
  const [first] = chooseMarks({ ...healthy, server });
  assert.ok(first === undefined || first.text === '253.194.87.9' || first.text.includes(':'));
  assert.deepEqual(chooseMarks({ ...healthy, jails: [jail({ maxretry: 21 })] }), []);
  assert.deepEqual(
    chooseMarks({ ...healthy, jails: [jail({ maxretry: 3 })] }).map(({ lines }) => lines),
    [3, 3],
  );
});
