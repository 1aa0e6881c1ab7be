import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBanLine, parseBanMessage } from '../../../src/events/lines/ban-line.ts';
import { formatAddress } from '../../../src/net/address.ts';

const head = (name: string, level: string): string =>
  `2026-11-22 08:00:54,123 ${`fail2ban.${name}`.padEnd(24)}[321]: ${level.padEnd(7)} `;

test('parseBanLine() reads what Fail2ban says of a source', () => {
  const read = (line: string) => {
    const one = parseBanLine(line);
    return one && [one.kind, one.jail, formatAddress(one.source), one.prefix, one.of];
  };
  const actions = head('actions', 'NOTICE');
  assert.deepEqual(read(`${actions}[portsentry] Ban 203.0.113.7`), [
    'ban',
    'portsentry',
    '203.0.113.7',
    undefined,
    undefined,
  ]);
  assert.deepEqual(read(`${actions}[sshd] Restore Ban 2001:db8::5`)?.slice(0, 3), [
    'restored',
    'sshd',
    '2001:db8::5',
  ]);
  assert.deepEqual(read(`${actions}[sshd] Unban 203.0.113.7`)?.[0], 'unban');
  assert.deepEqual(read(`${head('actions', 'WARNING')}[sshd] 203.0.113.7 already banned`)?.[0], 'already');
  assert.deepEqual(read(`${actions}[portsentry-prefix] Ban 2001:db8::/64`)?.slice(2, 4), ['2001:db8::', 64]);
  assert.deepEqual(read(`${head('filter', 'INFO')}[portsentry] Found 203.0.113.7 - 2026-11-22 08:00:53`), [
    'found',
    'portsentry',
    '203.0.113.7',
    undefined,
    '2026-11-22 08:00:53',
  ]);
  const increased = `${head('observer', 'NOTICE')}[portsentry] Increase Ban 203.0.113.7`;
  assert.equal(read(`${increased} (2 # 2:00:00 -> 2026-11-22 10:00:54)`)?.[4], '2026-11-22 10:00:54');
  assert.deepEqual(read(`${increased} (3 # permanent -> infinite)`)?.slice(0, 1), ['increased']);
});

test('parseBanLine() takes no text that Fail2ban quotes for its own word', () => {
  const real = `${head('actions', 'NOTICE')}[portsentry] Ban 203.0.113.7`;
  assert.ok(parseBanLine(real) !== undefined);
  for (const forged of [
    ` ${real}`,
    `${real} `,
    `${real}\r`,
    `x${real}`,
    `[portsentry] Ban 203.0.113.7`,
    `${head('filter', 'INFO')}[portsentry] Ban 203.0.113.7`,
    `${head('actions', 'NOTICE')}[sshd] Found 203.0.113.7 - 2026-11-22 08:00:53`,
    `${head('actions', 'ERROR')}[portsentry] Ban 203.0.113.7`,
    `${head('filter', 'WARNING')}[sshd] Simulated line: ${real}`,
    `${head('utils', 'ERROR')}7f -- stdout: '[portsentry] Ban 203.0.113.7'`,
    `${head('actions', 'NOTICE')}[a] x] [portsentry] Ban 203.0.113.7`,
    `${head('actions', 'NOTICE')}[sshd] Ban 203.0.113.66] [portsentry] Ban 203.0.113.7`,
    `${head('actions', 'NOTICE')}[portsentry] Ban evil.example`,
    `${head('actions', 'NOTICE')}[portsentry] Ban 203.0.113.777`,
    real.replace(' Ban ', ' Ban \u001b[2J'),
  ])
    assert.equal(parseBanLine(forged), undefined, forged);
});

test('parseBanMessage() reads each form in which Fail2ban writes to the journal', () => {
  for (const before of ['', 'fail2ban.actions[321]: NOTICE ', head('actions', 'NOTICE')])
    assert.equal(parseBanMessage(`${before}[portsentry] Ban 203.0.113.7`)?.kind, 'ban', before);
  assert.equal(parseBanMessage('x [portsentry] Ban 203.0.113.7'), undefined);
});
