import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { until } from '../support/until.ts';
import { remains } from './life.ts';
import { newer, type Server } from './server.ts';

/** The README's first screen, on a server that has no more than Debian's own; then all of it is taken out again. */
export async function threeCommandsBan(t: TestContext, server: Server): Promise<void> {
  // Nothing writes it on a bare one: Debian 12's Fail2ban does not start.
  server.sh('rm /var/log/auth.log');
  const started = Date.now();
  const say = (what: string): void => t.diagnostic(`${seconds(started)} s: ${what}`);
  server.apt(`install ${newer}`);
  say('apt install ./portjail_*.deb');
  const set = server.sh('portjail setup --yes 2>&1');
  say(`portjail setup\n${set}`);
  assert.match(set, /^in force: bans: /m);
  const found = server.sh('portjail doctor 2>&1');
  say(`portjail doctor\n${found}`);
  assert.match(found, /^in force: bans: /m);
  const { attacker, address } = server;
  const touch = ['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', address] as const;
  assert.match(attacker.run(touch), /23\/tcp +open/);
  const isBanned = (): boolean => server.sh('fail2ban-client status portsentry').includes(attacker.ipv4);
  await until(isBanned, 'the ban');
  say(`the ban of ${attacker.ipv4}`);
  assert.match(attacker.run(touch), /23\/tcp +(?:filtered|closed)/);
  server.apt('purge portjail');
  assert.deepEqual(remains(server), []);
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);
