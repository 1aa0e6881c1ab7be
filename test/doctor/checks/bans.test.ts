import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/bans.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import type { Action } from '../../../src/fail2ban/dump.ts';
import type { Ban } from '../../../src/firewall/ban.ts';
import { action, healthy, jail, names } from '../facts.ts';

const acting = (differs: Partial<Action>): Facts => ({
  ...healthy,
  jails: [jail({ actions: [{ ...action, ...differs }] })],
});

test('toolMissing() names each tool that is not installed', () => {
  assert.deepEqual(names(checks.toolMissing, acting({ tools: ['ipset'], missing: ['ipset'] })), [
    'tool-missing',
  ]);
});

test('tcpOnly() names an action that leaves UDP open', () => {
  assert.deepEqual(names(checks.tcpOnly, acting({ protocol: 'tcp' })), ['tcp-only']);
  assert.deepEqual(names(checks.tcpOnly, acting({ protocol: 'all' })), []);
});

test('bansMissing() counts the listed bans that the firewall does not hold', () => {
  const server = {
    ...healthy.server,
    banned: new Map([
      ['portsentry', ['203.0.113.7', '203.0.113.8']],
      ['sshd', ['203.0.113.9']],
    ]),
  };
  const banning = (ban: (one: string) => Ban) => ({
    ...healthy,
    server,
    firewall: { ...healthy.firewall, ban },
  });
  const holding = (address: string) => banning(one => (one === address ? 'in force' : 'absent'));
  const [finding] = checks.bansMissing(holding('203.0.113.8'));
  assert.match(finding?.what ?? '', /^1 of the 2 bans .* 203\.0\.113\.7\./);
  const unknown = { ...holding('x'), firewall: { ...healthy.firewall, known: false } };
  assert.deepEqual(names(checks.bansMissing, unknown), []);
  const own = { ...holding('x'), jails: [jail({ actions: [{ ...action, tools: [] }] })] };
  assert.deepEqual(names(checks.bansMissing, own), []);
  const mixed = banning(one => (one.endsWith('7') ? 'late' : 'unknown'));
  assert.deepEqual(
    checks.bansMissing(mixed).map(({ name, level }) => `${level} ${name}`),
    ['fault ban-after-accept', 'warning ban-unclear'],
  );
});

test('dnatPastInput() names a ban at the input hook beside forwarded ports', () => {
  const firewall = { ...healthy.firewall, forwards: ['8080 to 10.0.0.2:80'] };
  assert.deepEqual(names(checks.dnatPastInput, { ...healthy, firewall }), ['dnat-past-input']);
  assert.deepEqual(names(checks.dnatPastInput, { ...acting({ hook: 'prerouting' }), firewall }), []);
});
