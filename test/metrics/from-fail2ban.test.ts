import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromFail2ban } from '../../src/metrics/from-fail2ban.ts';
import type { Samples } from '../../src/metrics/samples.ts';
import type { Standing } from '../../src/status/standing.ts';

function samplesOf(standing: Standing): Record<string, Record<string, number>> {
  const samples: Samples = new Map();
  fromFail2ban(samples, standing);
  return Object.fromEntries([...samples].map(([name, values]) => [name, Object.fromEntries(values)]));
}

test('fromFail2ban() tells of jails that are on, whether they run', () => {
  const found = samplesOf({
    server: 'up',
    jails: [
      { name: 'portsentry', state: 'up', currently: 3, total: 9, banned: [] },
      { name: 'portsentry-unverified', state: 'missing' },
      { name: 'portsentry-prefix', state: 'off' },
      { name: 'portsentry-recidive', state: 'not installed' },
    ],
  });
  assert.deepEqual(found, {
    portjail_fail2ban_up: { '': 1 },
    portjail_jail_up: { 'jail="portsentry"': 1, 'jail="portsentry-unverified"': 0 },
    portjail_bans_current: { 'jail="portsentry"': 3 },
  });
});

test('fromFail2ban() tells nothing where it cannot be asked, and that a server is down', () => {
  const jails = [{ name: 'portsentry', state: 'unknown' }] as const;
  for (const server of ['forbidden', 'silent', 'not installed'] as const)
    assert.deepEqual(samplesOf({ server, jails }), {});
  assert.deepEqual(samplesOf({ server: 'down', jails }), {
    portjail_fail2ban_up: { '': 0 },
    portjail_jail_up: { 'jail="portsentry"': 0 },
  });
});
