import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adminNotIgnored,
  everybodyIgnored,
  kinBanned,
  loginsUnknown,
  namesOfNobody,
  namesUnasked,
} from '../../../src/doctor/checks/people.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import { healthy, jail, names } from '../facts.ts';

const prefixes = [parsePrefix('198.51.100.0/24')].flatMap(prefix => prefix ?? []);
const host = { ...healthy.host, admins: ['198.51.100.4'] };

test('kinBanned() names own addresses and admins that any jail has banned', () => {
  const banning = (address: string) => ({
    ...healthy,
    host,
    server: { ...healthy.server, banned: new Map([['sshd', [address]]]) },
  });
  assert.deepEqual(names(kinBanned, banning('203.0.113.1')), ['own-banned']);
  assert.deepEqual(names(kinBanned, banning('198.51.100.4')), ['own-banned']);
  assert.deepEqual(names(kinBanned, banning('203.0.113.2')), []);
});

test('adminNotIgnored() is content with either list', () => {
  assert.deepEqual(names(adminNotIgnored, { ...healthy, host }), ['admin-not-ignored']);
  assert.deepEqual(
    names(adminNotIgnored, { ...healthy, host: { ...host, ignored: prefixSet(prefixes) } }),
    [],
  );
  const jails = [jail({}, { ignored: prefixSet(prefixes) })];
  assert.deepEqual(names(adminNotIgnored, { ...healthy, host, jails }), []);
});

test('loginsUnknown() believes the sentry that runs, and the host where none does', () => {
  const unknowing = { ...healthy.host, loginGap: 'no-journal' as const };
  const sentries = healthy.sentries.map(sentry => ({ ...sentry, loginGap: 'unfollowed' as const }));
  assert.deepEqual(names(loginsUnknown, { ...healthy, host: unknowing }), []);
  assert.deepEqual(names(loginsUnknown, { ...healthy, sentries }), ['logins-unknown']);
  assert.deepEqual(names(loginsUnknown, { ...healthy, host: unknowing, sentries: [] }), ['logins-unknown']);
});

test('everybodyIgnored() names who spares a whole family: our list, ignoreip in a file, or one set at run time', () => {
  const all = ['0.0.0.0/0'];
  const ignored = prefixSet(all.flatMap(text => parsePrefix(text) ?? []));
  const what = (facts: Facts): string => everybodyIgnored(facts)[0]?.what ?? '';
  assert.match(what({ ...healthy, host: { ...healthy.host, ignored } }), /own ignore list .* all of IPv4/);
  const place = {
    file: '/etc/jail.local',
    line: 2,
    section: 'DEFAULT',
    name: 'ignoreip',
    value: '0.0.0.0/0',
  };
  const pack = { ...healthy.pack, settings: [place] };
  const inFile = { ...healthy, pack, jails: [jail({ values: { ignoreip: all } }, { ignored })] };
  assert.match(what(inFile), /portsentry ignores all of IPv4, .*: \/etc\/jail\.local, line 2, has ignoreip/);
  assert.match(what({ ...inFile, jails: [jail({}, { ignored })] }), /told so while it runs/);
  const halves = ['::/1', '8000::/1'].flatMap(text => parsePrefix(text) ?? []);
  assert.match(what({ ...healthy, jails: [jail({}, { ignored: prefixSet(halves) })] }), /all of IPv6/);
  assert.deepEqual(
    names(everybodyIgnored, { ...healthy, jails: [jail({}, { ignored: prefixSet(prefixes) })] }),
    [],
  );
});

const home = {
  name: 'home.example.org',
  addresses: ['203.0.113.20'],
  left: 0,
  answered: healthy.now,
  until: healthy.now + 1000,
  outcome: 'answered',
  refused: [],
} as const;
const nobody = { ...home, addresses: [], answered: null, until: null, outcome: 'empty' } as const;
const named = (list: Facts['host']['names'], asker: Facts['host']['asker']): Facts => ({
  ...healthy,
  host: { ...healthy.host, names: list, asker },
});

test('namesUnasked() finds names that nobody looks up, and is content without names', () => {
  assert.deepEqual(names(namesUnasked, named([home], 'none')), ['names-unasked']);
  assert.deepEqual(names(namesUnasked, named([home], 'silent')), ['names-unasked']);
  assert.deepEqual(names(namesUnasked, named([home], 'runs')), []);
  assert.deepEqual(names(namesUnasked, named([], 'none')), []);
});

test('namesOfNobody() names each name that spares nobody though it is looked up', () => {
  assert.deepEqual(names(namesOfNobody, named([home, nobody, nobody], 'runs')), [
    'name-spares-nobody',
    'name-spares-nobody',
  ]);
  assert.deepEqual(names(namesOfNobody, named([nobody], 'none')), []);
});
