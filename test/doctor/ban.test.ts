import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeBans, judgeGone, judgePace } from '../../src/doctor/ban-judged.ts';
import type { Mark } from '../../src/doctor/marks.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';
import { parseAddress } from '../../src/net/address.ts';
import { action, healthy, jail } from './facts.ts';

const text = '253.194.87.9';
const mark: Mark = {
  jail: 'portsentry',
  evidence: 'handshake',
  address: parseAddress(text) ?? assert.fail(),
  text,
  lines: 1,
};
const listed = new Map([['portsentry', [text]]]);
const none = new Map([['portsentry', []]]);
const firewall = healthy.firewall;
const judged = (seen: Partial<Parameters<typeof judgeBans>[2]>, facts = healthy) =>
  judgeBans(facts, [mark], {
    banned: listed,
    found: new Set(['portsentry']),
    firewall,
    said: [],
    ...seen,
  }).map(({ name }) => name);

test('judgeBans() tells a line that was not found from one that banned nobody', () => {
  assert.deepEqual(judged({ banned: none, found: new Set() }), ['line-not-found']);
  assert.deepEqual(judged({ banned: none }), ['not-banned']);
});

test('judgeBans() tells a ban that is not in the firewall from one that comes too late in it', () => {
  assert.deepEqual(judged({ firewall: { ...firewall, ban: () => 'absent' } }), ['ban-not-in-force']);
  const rules = (before: string) => ({
    ...firewall,
    rulesets: [
      parseIptables(`*filter\n:INPUT ACCEPT [0:0]\n${before}-A INPUT -s ${text}/32 -j DROP\n`, 'ip'),
    ],
  });
  assert.deepEqual(judged({ firewall: rules('') }), []);
  assert.deepEqual(judged({ firewall: rules('-A INPUT -p tcp --dport 22 -j ACCEPT\n') }), [
    'ban-after-accept',
  ]);
});

test('judgeBans() says that it cannot tell, and blames no rule for a ban of other ports', () => {
  assert.deepEqual(judged({ firewall: { ...firewall, ban: () => 'unknown' } }), ['ban-unclear']);
  const udp = `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s ${text}/32 -p udp -j DROP\n`;
  assert.deepEqual(judged({ firewall: { ...firewall, rulesets: [parseIptables(udp, 'ip')] } }), []);
});

test('judgeBans() cannot tell what an action of the admin does that leaves no trace here', () => {
  const facts = { ...healthy, jails: [jail({ actions: [{ ...action, name: 'dummy', tools: [] }] })] };
  const absent: typeof firewall = { ...firewall, ban: () => 'absent' };
  assert.deepEqual(judged({ firewall: absent }, facts), [], 'hosts.deny names it');
  assert.deepEqual(judged({ firewall: { ...absent, names: () => false } }, facts), ['ban-unclear']);
});

test('judgeBans() names what an action said that failed, the files that change it, and another chain', () => {
  const said = [
    "ERROR   7f -- stderr: 'of another ban'",
    `ERROR   Failed to execute ban jail 'portsentry' action 'nftables' info 'ActionInfo({'ip': '192.0.2.1'`,
    'ERROR   7f -- exec: nft add element',
    "ERROR   7f -- stderr: 'Error: No such file'",
    'ERROR   7f -- returned 1',
    `ERROR   Failed to execute ban jail 'portsentry' action 'nftables' info 'ActionInfo({'ip': '${text}'`,
  ];
  const actionOverrides = ['/etc/fail2ban/action.d/iptables.local', '/etc/fail2ban/action.d/nftables.local'];
  const facts = { ...healthy, pack: { ...healthy.pack, actionOverrides } };
  const of = (ban: 'absent' | 'onward') =>
    judgeBans(facts, [mark], {
      banned: listed,
      found: new Set(),
      firewall: { ...firewall, ban: () => ban },
      said,
    });
  const [absent, onward] = [of('absent')[0], of('onward')[0]];
  assert.match(absent?.what ?? '', /blocks nobody\. Its command failed: 'Error: No such file'$/);
  assert.match(absent?.mend ?? '', /^\/etc\/fail2ban\/action\.d\/nftables\.local changes the action/);
  assert.deepEqual([onward?.name, onward?.level], ['ban-forward-only', 'fault']);
});

test('judgePace() is content with what Fail2ban takes, and names a wait', () => {
  for (const [took, found] of [
    [1_200, []],
    [20_300, ['ban-late']],
  ] as const)
    assert.deepEqual(
      judgePace(took).map(({ name }) => name),
      found,
    );
});

test('judgeGone() names what is left in any jail or in the firewall', () => {
  const empty = { ...firewall, names: () => false };
  assert.deepEqual(judgeGone([mark], none, empty), []);
  assert.equal(judgeGone([mark], new Map([['recidive', [text]]]), empty)[0]?.name, 'unban-not-in-force');
  assert.equal(judgeGone([mark], none, firewall)[0]?.name, 'unban-not-in-force');
});
