import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastWords } from '../../fail2ban/client.ts';
import { actingJailsIn, type Dump, dumpOf, jailsIn, serverSetting } from '../../fail2ban/dump.ts';
import { refusalOf } from '../../fail2ban/refusal.ts';
import { type Server, withServer } from '../../fail2ban/server.ts';
import { formatShared } from '../../log/fleet/fleet-line.ts';
import { formatScan } from '../../log/line.ts';
import { formatScanFrom } from '../../log/scan-from.ts';
import { parseAddress } from '../../net/address.ts';
import type { Evidence, Probe } from '../../probe.ts';
import { WorkError } from '../../util/errors.ts';
import { readIfThere } from '../../util/files/change.ts';
import type { Jail } from '../pack/context.ts';
import { fleetJail, handshakeJail, isOurJail, jailNames, packetJail, prefixJail } from '../pack/names.ts';
import { proveSamples, type Staging } from './staging.ts';

/** Read after every other file, so that it has the last word. */
const jailOverride = 'jail.d/zzzz-portjail-trial.local';
const serverOverride = 'fail2ban.d/zzzz-portjail-trial.local';

/** How long a jail may take to answer or to ban, in milliseconds. */
const patience = 10_000;
/** The same for all of them. */
const longest = 10 * patience;

/**
 * Proves the staged pack, beside the host's own jails by `-t` (which lets a broken regex pass), then the filters of our
 * jails that are on by their samples, and these jails on a throw-away server with its own socket and no actions: a scan
 * must end in a ban. Returns them, whether their logs are there yet or not: from 1.1.1 on Fail2ban leaves those without
 * out of `-d`. Throws WorkError.
 * @param planned our jails as the pack has them
 * @param before the configuration without the pack
 */
export async function proveOnTrial(
  staging: Staging,
  format: string,
  planned: readonly Jail[],
  before: Dump,
): Promise<string[]> {
  const logs = new Map(jailNames.map(name => [name, join(staging.folder, `${name}.log`)]));
  for (const log of logs.values()) writeFileSync(log, '');
  staging.write(jailOverride, [...logs].map(([name, log]) => `[${name}]\nlogpath = ${log}\n`).join(''));
  const refusal = refusalOf(staging.client('-t'), isOurJail);
  if (refusal !== undefined) throw new WorkError(`Fail2ban refuses the jails: ${refusal.words}`);
  staging.write(serverOverride, ownServer(staging.folder));
  const dump = aloneIn(staging, logs, othersIn(before));
  const ours = jailsIn(dump).filter(isOurJail);
  const filters = planned.filter(({ name }) => ours.includes(name)).map(({ filter }) => filter);
  proveSamples(staging, format, filters);
  if (ours.length > 0) await runServer(staging, dump, server => proveBans(server, ours, logs, format));
  return ours;
}

const othersIn = (dump: Dump): string[] => jailsIn(dump).filter(name => !isOurJail(name));

/** Switches the others off. One that reads our log by our filter shows only beside the pack: then once more. */
function aloneIn(
  staging: Staging,
  logs: ReadonlyMap<string, string>,
  others: readonly string[],
  again = true,
): Dump {
  staging.write(jailOverride, quietJails(logs, others));
  const dump = dumpOf(staging.client);
  const more = othersIn(dump);
  return again && more.length > 0 ? aloneIn(staging, logs, [...others, ...more], false) : dump;
}

const quietJails = (logs: ReadonlyMap<string, string>, others: readonly string[]): string =>
  others.map(name => `[${name}]\nenabled = false\n`).join('') +
  [...logs]
    .map(
      ([name, log]) => `[${name}]\nbackend = auto\nlogpath = ${log}\naction =\nignoreip =\nignorecommand =\n`,
    )
    .join('');

const ownServer = (folder: string): string =>
  `[Definition]\nsocket = ${folder}/s\npidfile = ${folder}/pid\ndbfile = ${folder}/db\n` +
  `logtarget = ${folder}/server.log\nloglevel = INFO\n`;

async function runServer(
  { client, folder }: Staging,
  dump: Dump,
  prove: (server: Server) => Promise<void>,
): Promise<void> {
  // Nothing of this may touch the host: without this, an override that lost would ban for real.
  const isAlone = serverSetting(dump, 'dbfile') === `${folder}/db`;
  if (actingJailsIn(dump).length > 0 || !jailsIn(dump).every(isOurJail) || !isAlone)
    throw new WorkError('the trial server would not stand alone: something overrides its settings');
  // In the foreground, so that it is a child of ours and ends with us.
  const server = spawn('fail2ban-server', ['-c', folder, '-f', 'start'], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    const hasSocket = (): boolean => statSync(`${folder}/s`, { throwIfNoEntry: false }) !== undefined;
    await becomesTrue(() => server.exitCode !== null || (hasSocket() && client('ping').code === 0));
    if (server.exitCode !== null)
      throw new WorkError(`the trial server does not start: ${serverWords(folder)}`);
    await withServer(prove, { folder, limit: longest });
  } finally {
    // It has no actions and goes with its folder: nothing of it is worth an orderly end.
    server.kill('SIGKILL');
    await ended;
  }
}

const serverWords = (folder: string): string => {
  const log = readIfThere(join(folder, 'server.log')) ?? '';
  return /ERROR|CRITICAL/.test(log) ? lastWords(log) : 'it says nothing';
};

async function proveBans(
  { ask }: Server,
  jails: readonly string[],
  logs: ReadonlyMap<string, string>,
  format: string,
): Promise<void> {
  for (const name of jails)
    if (!(await becomesTrue(async () => isUp(await ask(`status ${name}`)))))
      throw new WorkError(`the trial jail ${name} does not answer`);
  for (const [name, line] of [
    [handshakeJail, scanLine(format, 'handshake')],
    [packetJail, scanLine(format, 'packet')],
    [prefixJail, formatScan({ ...scanOf('2001:db8::', 'handshake'), prefix: 64 }, tally, process.pid)],
    [fleetJail, sharedLine()],
  ] as const) {
    const log = logs.get(name);
    if (log === undefined || !jails.includes(name)) continue;
    const tries = Number(await ask(`get ${name} maxretry`));
    writeFileSync(log, `${line}\n`.repeat(Math.max(1, tries)), { flag: 'a' });
    if (!(await becomesTrue(async () => /Total banned:\s*[1-9]/.test(await ask(`status ${name}`)))))
      throw new WorkError(
        `the trial jail ${name} did not ban the source of a scan: does a .local file override it?`,
      );
  }
}

/** Whether that is what the server says to `status JAIL` of a jail that is up: after a start or reload it may take a second. */
export const isUp = (said: string): boolean => said.includes('Total banned:');

/** Asks until the answer is yes, for ten seconds at most. */
export async function becomesTrue(ask: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + patience; ; ) {
    if (await ask()) return true;
    if (Date.now() > end) return false;
    await sleep(200);
  }
}

const tally = { hits: 1, ports: 1 } as const;

function scanOf(from: string, evidence: Evidence): Probe {
  const source = parseAddress(from) ?? [0, 0, 0, 0];
  const seen = { source, target: source, protocol: 'tcp', port: 23, evidence } as const;
  return { ...seen, time: Date.now(), kind: evidence === 'handshake' ? 'connect' : 'syn' };
}

function scanLine(format: string, evidence: Evidence): string {
  const probe = scanOf('203.0.113.7', evidence);
  return format === 'portjail' ? formatScan(probe, tally, process.pid) : formatScanFrom(probe);
}

const sharedLine = (): string =>
  formatShared('fleet', { ...scanOf('203.0.113.7', 'handshake'), origin: 'other', hosts: 2 }, process.pid);
