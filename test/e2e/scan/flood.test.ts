import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLine } from '../../../src/log/line.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import { e2e } from '../hosts/require.ts';
import { type Hosts, onStage, openPort, type Stage } from '../hosts/stage.ts';
import { macOf } from '../packets/frames.ts';

const decoy = 2323;
/** Packets a second, on a machine that can, and milliseconds that the flood lasts at least. */
const rate = 50_000;
const leastTime = sized(0, 90_000);

/** `second` is ignored; `admin` will hold a connection. */
const write = (folder: string, { second }: Hosts): string[] => {
  const file = join(folder, 'portjail.json');
  const stealth = { mode: 'stealth', ports: '1-200' };
  const config = {
    tcp: { ...stealth, decoys: `${decoy}` },
    udp: stealth,
    ignore: { addresses: ['127.0.0.0/8', '::1', second.ipv4] },
    log: { file: join(folder, 'portsentry.log') },
  };
  writeFileSync(file, JSON.stringify(config));
  return ['-c', file];
};

/** An established connection that both sides keep: to a service that says nothing. */
async function hold({ host, admin }: Hosts): Promise<void> {
  const server = `require('node:net').createServer().listen(${openPort + 1}, () => console.log('open'))`;
  await host.start([process.execPath, '-e', server]).waitFor('open');
  const client = `require('node:net').connect(${openPort + 1}, '${host.ipv4}', () => console.log('holds'))`;
  await admin.start([process.execPath, '-e', client]).waitFor('holds');
}

async function flood({ host, second, admin }: Hosts): Promise<Child> {
  const program = fileURLToPath(new URL('../packets/flood-send.js', import.meta.url));
  const protectedOnes = [host.ipv4, second.ipv4, admin.ipv4].join(',');
  const options = [macOf(host), host.ipv4, `${rate}`, protectedOnes];
  const sender = second.start([process.execPath, program, ...options]);
  await sender.waitFor('sending');
  return sender;
}

/** A finished handshake with the decoy. */
function touchDecoy({ attacker, host }: Hosts): void {
  const program = `require('node:net').connect(${decoy}, '${host.ipv4}', () => process.exit())`;
  attacker.run([process.execPath, '-e', program]);
}

const entriesOf = (stage: Stage) => stage.lines().map(line => parseLine(line) ?? assert.fail(line));
const lastLine = (stage: Stage): string | undefined =>
  stage.lines().findLast(line => line.includes('evidence=handshake'));

/** What the sentry counts when it is asked. */
async function counters({ sentry }: Stage): Promise<Record<string, number>> {
  const before = sentry.output().length;
  process.kill(sentry.pid, 'SIGUSR1');
  const pattern = /probes=.*lost=\d+/;
  const said = await until(() => pattern.exec(sentry.output().slice(before))?.[0] ?? false, 'the counters');
  return Object.fromEntries(
    [...said.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
  );
}

/** Floods from before a scanner's handshake until it is banned; returns when that began (milliseconds). */
async function floodAroundScan(stage: Stage): Promise<number> {
  const { hosts, fail2ban, sentry } = stage;
  const began = Date.now();
  const sender = await flood(hosts);
  await until(() => stage.lines().length > 50, 'the flood in the log');
  await sentry.waitFor(/warning: a flood: more new sources than 30 a minute/);
  touchDecoy(hosts);
  await until(() => lastLine(stage) !== undefined, 'the line of the scanner');
  await until(() => fail2ban.banned('portsentry').includes(hosts.attacker.ipv4), 'its ban');
  await until(() => Date.now() - began >= leastTime, 'the end');
  assert.doesNotMatch(sender.output(), /sent/, 'all of that while the flood goes on');
  await sender.stop();
  console.log(`# ${/sent .*/.exec(sender.output())?.[0]}`);
  return began;
}

/** At most so many lines, and sources that may be forged, however long it took. */
function assertPace(stage: Stage, began: number): void {
  const entries = entriesOf(stage);
  const seconds = 1 + (Date.now() - began) / 1000;
  assert.ok(entries.length <= 50 * seconds, `${entries.length} lines in ${seconds} s`);
  const observed = entries.filter(({ verb }) => verb === 'seen');
  assert.ok(observed.length <= 15 * seconds, `${observed.length} observations in ${seconds} s`);
  const named = namedIn(stage).size;
  assert.ok(named > 10 && named <= 1 + 30 * (1 + seconds / 60), `${named} sources in ${seconds} s`);
}

const namedIn = (stage: Stage): Set<string> =>
  new Set(entriesOf(stage).flatMap(entry => (entry.verb === 'scan' ? [formatAddress(entry.source)] : [])));

e2e('a flood of forged packets hides no real scanner, and bans few and nobody protected', () =>
  onStage(
    write,
    async stage => {
      const { hosts, fail2ban } = stage;
      await hold(hosts);
      const began = await floodAroundScan(stage);
      const { probes, dropped, lost, waiting = 0, ...parts } = await counters(stage);
      console.log(`# probes=${probes} dropped=${dropped} ${JSON.stringify(parts)}`);
      const sum = Object.values(parts).reduce((all, count) => all + count, waiting);
      assert.deepEqual([sum, lost], [probes, 0]);
      assertPace(stage, began);

      await until(() => fail2ban.banned('portsentry-unverified').length > 10, 'bans of forged sources');
      const unverified = fail2ban.banned('portsentry-unverified');
      const named = namedIn(stage);
      assert.deepEqual(
        unverified.filter(source => !named.has(source)),
        [],
      );
      assert.deepEqual(fail2ban.banned('portsentry'), [hosts.attacker.ipv4]);
      for (const { name, ipv4 } of [hosts.host, hosts.second, hosts.admin])
        assert.ok(!named.has(ipv4) && !unverified.includes(ipv4), `${name} was named`);
    },
    ['portsentry', 'portsentry-unverified'],
  ),
);
