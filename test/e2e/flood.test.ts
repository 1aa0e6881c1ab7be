import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseLine } from '../../src/log/line.ts';
import { formatAddress } from '../../src/net/address.ts';
import { type Child, until } from './child.ts';
import { macOf } from './frames.ts';
import { run } from './hosts.ts';
import { e2e } from './require.ts';
import { type Hosts, onStage, openPort, type Stage } from './stage.ts';

const decoy = 2323;
/** A real flood, in packets a second and seconds. */
const [rate, seconds] = [50_000, 15];

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
  const program = fileURLToPath(new URL('./flood-send.js', import.meta.url));
  const protectedOnes = [host.ipv4, second.ipv4, admin.ipv4].join(',');
  const options = [macOf(host), host.ipv4, `${rate}`, `${seconds}`, protectedOnes];
  // Its share of a busy machine, or this were no flood.
  const sender = second.start(['nice', '-n', '-15', process.execPath, program, ...options]);
  await sender.waitFor('sending');
  return sender;
}

/** A finished handshake with the decoy, and when it was finished. */
function touchDecoy({ attacker, host }: Hosts): number {
  const program = `require('node:net').connect(${decoy}, '${host.ipv4}', () => { console.log(Date.now()); process.exit(); })`;
  return Number(attacker.run([process.execPath, '-e', program]));
}

const entriesOf = (stage: Stage) => stage.lines().map(line => parseLine(line) ?? assert.fail(line));
const lastLine = (stage: Stage): string | undefined =>
  stage.lines().findLast(line => line.includes('evidence=handshake'));

/** What the sentry counts when it is asked. */
async function counters({ sentry }: Stage): Promise<Record<string, number>> {
  const before = sentry.output().length;
  process.kill(sentry.pid, 'SIGUSR1');
  const said = await until(() => /probes=.*lost=\d+/.exec(sentry.output().slice(before))?.[0] ?? false);
  return Object.fromEntries(
    [...said.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
  );
}

/** The counters once everything that the kernel still had has been read. */
async function everythingRead(stage: Stage): Promise<Record<string, number>> {
  let before = await counters(stage);
  return until(async () => {
    await sleep(500);
    const now = await counters(stage);
    const same = now['probes'] === before['probes'];
    before = now;
    return same && now;
  });
}

e2e(
  'a flood of 50,000 forged packets a second hides no real scanner, and bans few and nobody protected',
  () =>
    onStage(
      write,
      async stage => {
        const { hosts, fail2ban, sentry } = stage;
        const { host, attacker, second, admin } = hosts;
        await hold(hosts);
        // As on a machine that has nothing else to do: other tests may be running.
        run(['renice', '-n', '-10', '-p', `${sentry.pid}`], 'success');
        const sender = await flood(hosts);
        await until(() => stage.lines().length > 50, 10_000, 'the flood in the log');

        const touched = touchDecoy(hosts);
        await until(() => lastLine(stage) !== undefined, 10_000, 'the line of the scanner');
        const named = Date.now() - touched;
        await until(() => fail2ban.banned('portsentry').includes(attacker.ipv4), 10_000, 'its ban');
        const banned = Date.now() - touched;
        assert.doesNotMatch(sender.output(), /sent/, 'all of that while the flood goes on');
        await sender.waitFor(/sent \d+ in \d+ ms/, 60_000);
        const [, sent, took] = (/sent (\d+) in (\d+) ms/.exec(sender.output()) ?? []).map(Number);
        console.log(`# ${sent} packets in ${took} ms; named after ${named} ms, banned after ${banned} ms`);
        assert.ok((sent ?? 0) / (took ?? 0) > 40, `${sent} packets in ${took} ms are no flood`);
        assert.ok(named < 1000, `named after ${named} ms`);

        const { probes = 0, dropped = 0, lost, waiting, ...parts } = await everythingRead(stage);
        console.log(`# probes=${probes} dropped=${dropped} ${JSON.stringify(parts)}`);
        assert.equal(
          Object.values(parts).reduce((sum, count) => sum + count, waiting ?? 0),
          probes,
        );
        assert.equal(lost, 0);
        assert.match(sentry.output(), /warning: a flood: more new sources than 30 a minute/);

        const entries = entriesOf(stage);
        const scans = entries.flatMap(entry => (entry.verb === 'scan' ? [entry] : []));
        const sources = new Set(scans.map(({ source }) => formatAddress(source)));
        assert.ok(sources.size > 10 && sources.size <= 1 + 30, `${sources.size} sources named`);
        for (const { name, ipv4 } of [host, second, admin])
          assert.ok(!sources.has(ipv4), `${name} was named`);
        assert.ok(entries.length < 50 * (2 + (took ?? 0) / 1000), `${entries.length} lines`);
        const observed = entries.filter(({ verb }) => verb === 'seen');
        assert.ok(observed.length <= 15 * (2 + (took ?? 0) / 1000), `${observed.length} observations`);

        const unverified = fail2ban.banned('portsentry-unverified');
        assert.ok(unverified.length > 10 && unverified.length <= 30, `${unverified.length} unverified bans`);
        assert.deepEqual(fail2ban.banned('portsentry'), [attacker.ipv4]);
        for (const { ipv4 } of [host, second, admin]) assert.ok(!unverified.includes(ipv4), ipv4);
      },
      ['portsentry', 'portsentry-unverified'],
    ),
);
