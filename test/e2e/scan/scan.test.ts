import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLine } from '../../../src/log/line.ts';
import { debianFile } from '../../support/debian.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e } from '../hosts/require.ts';
import { canReach } from '../hosts/service.ts';
import { type Hosts, onStage, openPort, type Stage } from '../hosts/stage.ts';

type Family = 'ipv4' | 'ipv6';

const entriesOf = (stage: Stage, source: string) =>
  stage.lines().filter(line => line.includes(` src=${source} `));

const logged = (stage: Stage, source: string, words: RegExp): Promise<true> =>
  until(() => entriesOf(stage, source).some(line => words.test(line)), `${words} of ${source}`);

/** In the jail's list, in the kernel's set, and without the service: three witnesses of one ban. */
async function expectBan(stage: Stage, banned: Host, family: Family): Promise<void> {
  const { hosts, fail2ban } = stage;
  const source = banned[family];
  await until(() => fail2ban.banned('portsentry').includes(source), `the ban of ${source}`);
  await until(() => hosts.host.run(['nft', 'list', 'ruleset']).includes(source), `${source} in nft`);
  await until(() => !canReach(banned, hosts.host[family], openPort), `${source} kept out`);
}

/** Scans until the ban stands again: a scan while the old line is 3 s young is a repeat and has no line. */
async function expectBanAgain(stage: Stage, from: Host, family: Family): Promise<void> {
  const again = async (): Promise<boolean> => {
    if (stage.fail2ban.banned('portsentry').includes(from[family])) return true;
    nmap(from, stage.hosts.host[family], '-sT');
    return false;
  };
  await until(again, 'the second ban');
  await expectBan(stage, from, family);
}

const jsonConfig =
  (more: (hosts: Hosts) => object = () => ({})) =>
  (folder: string, hosts: Hosts): string[] => {
    const file = join(folder, 'portjail.json');
    const ignore = { addresses: [hosts.admin.ipv4, hosts.admin.ipv6], files: [] };
    const log = { file: join(folder, 'portsentry.log') };
    writeFileSync(file, JSON.stringify({ ignore, log, ...more(hosts) }));
    return ['-c', file];
  };

for (const family of ['ipv4', 'ipv6'] as const)
  e2e(`a scan over ${family} bans the attacker, not the admin; after an unban it bans again`, () =>
    onStage(jsonConfig(), async stage => {
      const { host, attacker, admin } = stage.hosts;
      for (const from of [attacker, admin]) assert.ok(canReach(from, host[family], openPort), from.name);
      nmap(admin, host[family], '-sT');
      nmap(attacker, host[family], '-sT');
      await logged(stage, attacker[family], / scan .* evidence=handshake kind=connect proto=tcp /);
      await logged(stage, admin[family], / seen .* why=ignored$/);
      await expectBan(stage, attacker, family);
      assert.ok(canReach(admin, host[family], openPort), 'the admin still reaches the service');
      assert.deepEqual(stage.fail2ban.banned('portsentry'), [attacker[family]]);

      stage.fail2ban.client('set', 'portsentry', 'unbanip', attacker[family]);
      await until(() => canReach(attacker, host[family], openPort), 'traffic after the unban');
      await expectBanAgain(stage, attacker, family);
      assert.ok(canReach(admin, host[family], openPort), 'the admin still reaches the service');
      assert.ok(
        stage.lines().every(line => parseLine(line) !== undefined),
        'every line is one of ours',
      );
    }),
  );

e2e('an ignored scanner and one below the trigger count for nothing in the jail', () =>
  onStage(
    jsonConfig(() => ({ trigger: { handshake: 3 } })),
    async stage => {
      const { hosts, fail2ban } = stage;
      const { host, attacker, admin, second } = hosts;
      nmap(admin, host.ipv4, '-sT');
      nmap(attacker, host.ipv4, '-sT', '23,79');
      await logged(stage, admin.ipv4, / seen .* why=ignored$/);
      await logged(stage, attacker.ipv4, / seen .* why=below-trigger$/);
      // A real scanner behind them in the log: when it is banned, Fail2ban has read all that came before.
      nmap(second, host.ipv4, '-sT');
      await expectBan(stage, second, 'ipv4');
      const scans = stage.lines().filter(line => line.includes(']: scan '));
      assert.ok(
        scans.every(line => line.includes(` src=${second.ipv4} `)),
        scans.join('\n'),
      );
      await until(() => fail2ban.totalFailed('portsentry') === scans.length, 'all that Fail2ban has to read');
      assert.deepEqual(fail2ban.banned('portsentry'), [second.ipv4]);
      for (const from of [attacker, admin]) assert.ok(canReach(from, host.ipv4, openPort), from.name);
    },
  ),
);

const debianPath = debianFile('portsentry/portsentry.conf');

/** Debian's own file, with its paths moved. */
function debianConf(folder: string): string {
  const file = debianPath ?? assert.fail('make tools fetches it');
  return readFileSync(file, 'utf8').replaceAll(/="\/(?:etc|var\/lib)\/portsentry\//g, `="${folder}/`);
}

function debianConfig(folder: string, { admin }: Hosts): string[] {
  writeFileSync(join(folder, 'portsentry.conf'), debianConf(folder));
  writeFileSync(join(folder, 'portsentry.ignore'), `127.0.0.1/32\n0.0.0.0\n${admin.ipv4}\n`);
  writeFileSync(join(folder, 'default'), 'TCP_MODE="tcp"\nUDP_MODE="udp"\n');
  return ['-c', join(folder, 'portsentry.conf'), '--log', join(folder, 'portsentry.log')];
}

e2e(
  "Debian's portsentry.conf: the TCP scanner is banned, the UDP scanner stands in the log",
  () =>
    onStage(debianConfig, async stage => {
      const { hosts, fail2ban } = stage;
      const { host, attacker, admin, second } = hosts;
      assert.match(stage.portjail('check'), /UDP probes are written but not banned/);
      nmap(second, host.ipv4, '-sU', '1,7,9,69,161,162');
      await logged(stage, second.ipv4, / scan .* evidence=packet kind=udp proto=udp /);
      nmap(admin, host.ipv4, '-sT', '1,11,15,79');
      // Behind the others in the log: its ban says that Fail2ban has read them.
      nmap(attacker, host.ipv4, '-sT', '1,11,15,79');
      await expectBan(stage, attacker, 'ipv4');
      assert.deepEqual(fail2ban.banned('portsentry'), [attacker.ipv4]);
      for (const from of [second, admin]) assert.ok(canReach(from, host.ipv4, openPort), from.name);
      assert.doesNotMatch(hosts.host.run(['nft', 'list', 'ruleset']), new RegExp(`\\b${second.ipv4}\\b`));
    }),
  debianPath === undefined ? "needs Debian's portsentry.conf, which make tools fetches" : undefined,
);
