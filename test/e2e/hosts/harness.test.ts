import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datePattern, failRegex, formatScan } from '../../../src/log/line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import { startFail2ban } from './fail2ban.ts';
import { type Host, network } from './hosts.ts';
import { e2e } from './require.ts';
import { canReach, startService } from './service.ts';

const port = 8000;

/** The smallest pack that can work, by hand: what is on trial here is the harness. */
function pack(folder: string, log: string): void {
  mkdirSync(join(folder, 'filter.d'));
  mkdirSync(join(folder, 'jail.d'));
  writeFileSync(
    join(folder, 'filter.d', 'by-hand.conf'),
    `[Definition]\nfailregex = ${failRegex('handshake')}\ndatepattern = ${datePattern}\n`,
  );
  writeFileSync(
    join(folder, 'jail.d', 'by-hand.conf'),
    `[portsentry]\nenabled = true\nfilter = by-hand\nlogpath = ${log}\nbackend = polling\nmaxretry = 1\n` +
      'banaction = nftables[type=allports]\nprotocol = tcp\n',
  );
}

function scanLine(source: string, target: string): string {
  const address = (text: string) => parseAddress(text) ?? assert.fail(text);
  const probe = {
    time: Date.now(),
    source: address(source),
    target: address(target),
    protocol: 'tcp',
    port: 23,
    kind: 'connect',
    evidence: 'handshake',
  } as const;
  return `${formatScan(probe, { hits: 1, ports: 1 }, 1)}\n`;
}

e2e('the harness: a line bans the attacker and nobody else, an unban lets it back', async () => {
  const net = network('host', 'attacker', 'admin');
  const { host, attacker, admin } = net.hosts;
  try {
    const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
    net.onTeardown(() => rmSync(folder, { recursive: true }));
    const log = join(folder, 'portsentry.log');
    writeFileSync(log, '');
    pack(folder, log);
    const fail2ban = await startFail2ban(net, host, folder, ['portsentry']);
    const service = await startService(host, port);
    for (const [source, target] of addresses(host, attacker)) {
      assert.ok(canReach(attacker, target, port), `${source} reaches ${target}`);
      appendFileSync(log, scanLine(source, target));
      await until(() => fail2ban.banned('portsentry').includes(source), `the ban of ${source}`);
      await until(() => host.run(['nft', 'list', 'ruleset']).includes(source), 'the set');
      assert.ok(!canReach(attacker, target, port), `${source} is kept out`);
      assert.ok(canReach(admin, target, port), 'the admin is not');
      fail2ban.client('set', 'portsentry', 'unbanip', source);
      await until(() => canReach(attacker, target, port), 'the way back');
    }
    assert.equal(fail2ban.totalFailed('portsentry'), 2);
    await service.waitFor(/accept ::ffff:10\.99\.0\.2/);
  } finally {
    await net.teardown();
  }
});

const addresses = (host: Host, attacker: Host): [source: string, target: string][] => [
  [attacker.ipv4, host.ipv4],
  [attacker.ipv6, host.ipv6],
];
