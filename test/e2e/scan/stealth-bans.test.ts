import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { onStage, openPort, type Stage } from '../hosts/stage.ts';

const jails = ['portsentry', 'portsentry-unverified'] as const;
type Jail = (typeof jails)[number];

const configOf = (tcp: object) => (folder: string) => {
  const file = join(folder, 'portjail.json');
  const log = { file: join(folder, 'portsentry.log') };
  const stealth = { mode: 'stealth', ports: '1-200,445,2323,3389,5900' };
  writeFileSync(file, JSON.stringify({ tcp: { ...stealth, ...tcp }, udp: stealth, log }));
  return ['-c', file];
};

async function expectBan(
  { hosts, fail2ban }: Stage,
  jail: Jail,
  source: string,
  reach: () => boolean,
): Promise<void> {
  await until(() => fail2ban.banned(jail).includes(source), `the ban of ${source} in ${jail}`);
  await until(() => hosts.host.run(['nft', 'list', 'ruleset']).includes(source), `${source} in nft`);
  await until(() => !reach(), `${source} kept out`);
}

e2e("a half-open scan bans where proof is not asked for, and leaves the host's own connections alone", () =>
  onStage(
    configOf({}),
    async stage => {
      const { host, attacker, second, admin } = stage.hosts;
      await startService(attacker, 9000);
      await startService(second, 9000);
      nmap(attacker, host.ipv4, '-sS');
      nmap(second, host.ipv6, '-sF');
      nmap(admin, host.ipv4, '-sS', '23');
      for (const [from, family] of [
        [attacker, 'ipv4'],
        [second, 'ipv6'],
      ] as const) {
        const reach = (): boolean => canReach(from, host[family], openPort);
        await expectBan(stage, 'portsentry-unverified', from[family], reach);
        assert.ok(canReach(host, from[family], 9000), "the host's own connection");
      }
      assert.ok(canReach(admin, host.ipv4, openPort), 'one packet bans nobody');
      assert.deepEqual(stage.fail2ban.banned('portsentry'), []);
      assert.equal(stage.fail2ban.totalFailed('portsentry'), 0);
    },
    jails,
  ),
);

e2e('with decoys a connect scan is proof and bans for long, a half-open one is none', () =>
  onStage(
    configOf({ decoys: '2323' }),
    async stage => {
      const { host, attacker, second } = stage.hosts;
      nmap(second, host.ipv4, '-sS', '23,79,111,135,139,2323');
      // One after the other and the decoy last: the lines of the packets before must not hold its line back.
      nmap(attacker, host.ipv4, '-sT', '23,79,111,135,139');
      nmap(attacker, host.ipv4, '-sT', '2323');
      await expectBan(stage, 'portsentry', attacker.ipv4, () => canReach(attacker, host.ipv4, openPort));
      await expectBan(stage, 'portsentry-unverified', second.ipv4, () =>
        canReach(second, host.ipv4, openPort),
      );
      assert.deepEqual(stage.fail2ban.banned('portsentry'), [attacker.ipv4]);
    },
    jails,
  ),
);
