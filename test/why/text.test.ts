import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoryEvent } from '../../src/events/story.ts';
import { parsePrefix } from '../../src/net/address.ts';
import type { Standing } from '../../src/why/standing.ts';
import { storyText } from '../../src/why/text.ts';
import { at, banOf, touchOf } from './fixture.ts';

const account = {
  gaps: [],
  counts: { foreign: 0, backwards: 0, ahead: 0, events: 0 },
  position: undefined,
  isResumed: true,
};
const accounts = { log: { ...account, place: '/log' }, bans: { ...account, place: '/bans' } };
const trigger = { handshake: 1, packet: 4, window: '10m', ipv6Prefix: 0, ipv4Prefix: 0, translators: [] };

const free: Standing = { ignoredBy: [], protectedBy: [], names: [], namedBy: [] };

function told(
  name: string,
  events: readonly StoryEvent[],
  standing: Partial<Standing> = {},
  leftOut = 0,
  isKnown = { log: true, bans: true },
): string {
  const services = (port: number) => (port === 23 ? 'telnet' : undefined);
  const telling = { name, trigger, services, standing: { ...free, ...standing }, refused: [] };
  return storyText({ events, leftOut, accounts, isKnown }, telling);
}

test('storyText() tells every event in its order, with its rule, and the commands', () => {
  const source = parsePrefix('203.0.113.7')?.address ?? assert.fail();
  const text = told('203.0.113.7', [
    { what: 'touch', ...touchOf('203.0.113.7') },
    { what: 'found', time: at(1), of: at(0), jail: 'portsentry', source },
    banOf('203.0.113.7', 'ban', 1),
    banOf('203.0.113.7', 'increased', 1, { ends: at(3601) }),
    banOf('203.0.113.7', 'already', 2),
    banOf('203.0.113.7', 'restored', 3),
  ]);
  assert.deepEqual(text.split('\n'), [
    '203.0.113.7',
    "  not ignored by today's config",
    '  on no list of protected hosts now',
    '  banned by the jail portsentry since 2026-11-22 12:00:01, until 2026-11-22 13:00:01: 203.0.113.7',
    '',
    '2026-11-22 12:00:00  scan: 23/tcp telnet, connect, handshake, 1 hit on 1 port: trigger.handshake 1 within 600 s reached',
    '2026-11-22 12:00:01  found by the jail portsentry, in the line of 2026-11-22 12:00:00',
    '2026-11-22 12:00:01  banned by the jail portsentry',
    '2026-11-22 12:00:01  this ban of the jail portsentry lasts until 2026-11-22 13:00:01',
    '2026-11-22 12:00:02  already banned by the jail portsentry',
    '2026-11-22 12:00:03  banned again by the jail portsentry after Fail2ban was started again: no new ban',
    '',
    'to lift the ban:  portjail unban 203.0.113.7',
    'to never ban it:  portjail ignore 203.0.113.7',
    '',
  ]);
});

test('storyText() names the source where a network is asked for, and the jails of others', () => {
  const text = told(
    '203.0.113.0/24',
    [banOf('203.0.113.9', 'ban', 1, { jail: 'sshd' }), banOf('203.0.113.8', 'unban', 2)],
    {},
    7,
  );
  assert.match(text, /^2026-11-22 12:00:01 {2}203\.0\.113\.9 {2}banned by the jail sshd$/m);
  assert.match(text, /^2026-11-22 12:00:02 {2}203\.0\.113\.8 {2}unbanned by the jail portsentry$/m);
  assert.match(text, /^to lift the ban: {2}portjail unban 203\.0\.113\.0\/24 --all-jails$/m);
  assert.match(text, /^note: 7 events between the first and the last ones are left out$/m);
});

test('storyText() says that nothing is known, and how a host that is ignored can be banned again', () => {
  const text = told('203.0.113.7', [], {
    ignoredBy: ['/etc/portjail/ignore, line 1: 203.0.113.7'],
    protectedBy: ['ssh'],
  });
  assert.match(text, /^nothing is known of 203\.0\.113\.7: neither log names it$/m);
  assert.match(text, /^ {2}ignored: \/etc\/portjail\/ignore, line 1: 203\.0\.113\.7$/m);
  assert.match(text, /^ {2}protected by ignore\.protect: ssh$/m);
  assert.match(text, /portjail ignore --remove 203\.0\.113\.7$/m);
  assert.doesNotMatch(text, /unban/);
  assert.match(
    told('198.51.100.1', [], { ignoredBy: ['ignore.addresses: 198.51.100.0/24'] }),
    /take it out of ignore\.addresses/,
  );
});

test('storyText() does not take for quiet what it cannot read', () => {
  const lines = (isKnown: { log: boolean; bans: boolean }) => told('203.0.113.7', [], {}, 0, isKnown);
  const noBans = lines({ log: true, bans: false });
  assert.match(noBans, /^ {2}whether it is banned is not known: Fail2ban's log cannot be read$/m);
  assert.match(noBans, /^nothing is known of 203\.0\.113\.7: what can be read does not name it$/m);
  const noLog = lines({ log: false, bans: true });
  assert.match(noLog, /no ban is in force, as far as Fail2ban's log tells/);
  assert.match(lines({ log: false, bans: false }), /203\.0\.113\.7: neither log can be read$/m);
});

test('storyText() shows the names that are spared, the first of many, and how to take the one out that has it', () => {
  const named = (count: number) => ({
    ignoredBy: ['/etc/portjail/ignore, line 1: n1'],
    names: Array.from({ length: count }, (_, at) => `n${at}`),
    namedBy: ['n1.example.org'],
  });
  assert.match(told('203.0.113.7', [], named(2)), /^ {2}spared by name: n0\n {2}spared by name: n1$/m);
  assert.match(told('203.0.113.7', [], named(7)), /^ {2}spared by name: n4\n {2}spared by name: 2 more/m);
  assert.match(
    told('203.0.113.7', [], named(2)),
    /banned again: {2}portjail ignore --remove n1\.example\.org$/m,
  );
});

test('storyText() says which other hosts have named a source, and why no line came of the word of one', () => {
  const source = parsePrefix('203.0.113.7')?.address ?? assert.fail();
  const named = { what: 'shared', verb: 'fleet', pid: 7, source, port: 23, origin: 'web2' } as const;
  const events: StoryEvent[] = [
    { ...named, time: at(0), hosts: 1 },
    { ...named, time: at(1), hosts: 3, verb: 'told' },
  ];
  const telling = { name: '203.0.113.7', trigger, services: () => undefined, standing: free };
  const refused = [{ source: '203.0.113.7', origin: 'db1', why: 'alone', time: at(0) }] as const;
  const isKnown = { log: true, bans: true };
  const text = storyText({ events, leftOut: 0, accounts, isKnown }, { ...telling, refused });
  assert.match(
    text,
    /^ {2}named by db1 at 2026-11-22 12:00:00, and not taken: fewer hosts than fleet\.hosts have named it/m,
  );
  assert.match(
    text,
    /^2026-11-22 12:00:00 {2}named by web2 of the fleet, for a handshake with 23\/tcp there: to be banned here by portsentry-fleet$/m,
  );
  assert.match(
    text,
    /12:00:01 {2}named by web2 and 2 more hosts of the fleet, .*: written down, and no ban$/m,
  );
});
