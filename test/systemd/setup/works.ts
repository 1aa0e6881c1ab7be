import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import type { BootedStage } from '../stage.ts';

/**
 * As a bare Debian is where Fail2ban was just installed: down, and not to be started for lack of an auth.log. The links of
 * System V, without which Debian's systemctl enables nothing, were removed before the boot.
 */
const bare = `systemctl disable -q --now portjail; rm -rf /var/lib/portjail-jails; rm -f /var/log/auth.log /etc/portjail/portjail.json /etc/rc?.d/*fail2ban
  update-rc.d fail2ban defaults && systemctl disable -q fail2ban`;

export const bareHost = ({ host }: BootedStage): unknown => host.sh(`${bare}; systemctl reset-failed`);

/** What uninstall puts back: the files, and how the services stand; a line each. */
export const stands = ({ host }: BootedStage): ReadonlySet<string> => {
  const text = host.sh(
    `find /etc /var/lib/portjail-jails -not -path '/etc/rc?.d*' -printf '%p %m %u:%g %l\\n' 2>/dev/null
    find /etc/fail2ban /etc/portjail -type f -exec sha256sum {} +
    for unit in fail2ban portjail; do echo $unit $(systemctl is-enabled $unit) $(systemctl is-active $unit); done`,
  );
  return new Set(text.split('\n'));
};

/** Fails with what has come and what has gone. */
export function standAsBefore(stage: BootedStage, before: ReadonlySet<string>, why?: string): void {
  const now = stands(stage);
  const came = [...now].filter(line => !before.has(line));
  const went = [...before].filter(line => !now.has(line));
  assert.deepEqual({ came, went }, { came: [], went: [] }, why);
}

export const setup = ({ host }: BootedStage, options = '--yes'): string =>
  host.sh(`portjail setup ${options} </dev/null 2>&1; echo "exit $?"`);

export const isBanned = ({ host, hosts }: BootedStage): boolean =>
  host.run(['fail2ban-client', 'status', 'portsentry'], 'any').includes(hosts.attacker.ipv4);

export async function scannerIsBanned(stage: BootedStage): Promise<void> {
  const { host, attacker } = stage.hosts;
  const touch = ['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', '23', host.ipv4] as const;
  attacker.run(touch);
  await until(
    () => isBanned(stage),
    () => `the ban in ${stage.lines().join('\n')}`,
  );
  assert.match(attacker.run(touch), /23\/tcp +(?:filtered|closed)/);
}

/** From a bare host to the ban of who scans it, a second time without a change, and back. */
export async function setupWorks(stage: BootedStage, whyDown: RegExp): Promise<void> {
  const { host } = stage;
  bareHost(stage);
  const before = stands(stage);
  const said = setup(stage);
  assert.match(said, /\nin force: bans: .*\nexit 0\n$/, said);
  assert.match(said, whyDown);
  assert.match(said, /^Fail2ban +started; a boot starts it too$/m);
  assert.match(said, /^sentry +portjail\.service started; a boot starts it too$/m);
  await scannerIsBanned(stage);
  const [after, counters] = [stands(stage), unchanged(stage)];
  const again = setup(stage);
  assert.match(again, /\nin force: bans: .*\nexit 0\n$/);
  assert.doesNotMatch(again, /started;|trial ban/);
  standAsBefore(stage, after);
  assert.equal(unchanged(stage), counters);
  host.run(['portjail', 'uninstall']);
  standAsBefore(stage, before);
}

/** What a restart, a reload or a ban would change. */
const unchanged = ({ host }: BootedStage): string =>
  host.sh(`systemctl show -p MainPID,InvocationID fail2ban portjail; fail2ban-client status portsentry
    grep -E 'Reload|Jail|] (Ban|Unban)' /var/log/fail2ban.log`);
