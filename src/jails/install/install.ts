import { tmpdir } from 'node:os';
import type { Config } from '../../config/schema/schema.ts';
import { isInFleet } from '../../config/watched.ts';
import { askingAnyway, askingUntil } from '../../fail2ban/client.ts';
import { type ServerState, serverState } from '../../fail2ban/server.ts';
import { fleetLog, fleetUser } from '../../log/fleet/fleet-line.ts';
import { filesOf } from '../../log/sink.ts';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { linkAt, readIfThere } from '../../util/files/change.ts';
import { heed, Interrupted, interruptible } from '../../util/interruptible.ts';
import { type Proven, provePack } from '../proof/prove.ts';
import { type Changes, startChanges } from '../write/changes.ts';
import { removeLeftovers, removeLogLeftovers } from '../write/leftovers.ts';
import { alone } from '../write/lock.ts';
import { changedSince, readManifest } from '../write/manifest.ts';
import { type Files, refuseForeign } from '../write/ownership.ts';
import { jailsMendFile, type Paths, pathsOf, sshdMendFile } from '../write/paths.ts';
import { type Plan, writePack } from '../write/write-pack.ts';
import { diffOf } from './diff.ts';
import { createLog } from './logs.ts';
import { proveServer, reloadOrThrow } from './reload.ts';

export interface InstallOptions {
  /** `/`, or the folder that holds another system's files; then nothing is reloaded. */
  readonly root: string;
  readonly reload: boolean;
  /** Whether a file of ours may fix Debian's sshd jail, and jails of ours that another file sends elsewhere. */
  readonly mend: boolean;
  readonly dryRun: boolean;
}

export interface Installed extends Proven {
  /** What was written, and what was ours and is needed no longer; empty when nothing had to be. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Fail2ban's server, or that it is none of our business. */
  readonly server: ServerState | 'left alone';
  /** With `dryRun`, what would change, as a unified diff; else empty. */
  readonly diff: string;
}

/**
 * Installs the pack, or leaves everything as it was and throws WorkError saying which step failed and why, or Interrupted.
 * Killed, it has left what uninstall takes out, and the next install goes on from.
 */
export function install(config: Config, options: InstallOptions): Promise<Installed> {
  const paths = pathsOf(options.root);
  const work = (): Promise<Installed> => installIn(paths, config, options);
  return options.dryRun ? work() : alone(paths, work);
}

async function installIn(paths: Paths, config: Config, options: InstallOptions): Promise<Installed> {
  const manifest = readManifest(paths.manifest);
  const isMended = (file: string): boolean => options.mend || paths.target(file) in manifest.files;
  const mend = { sshd: isMended(sshdMendFile), jails: isMended(jailsMendFile) };
  const proven = await provePack(config, paths, mend).catch(explain);
  const files: Files = new Map([...proven.pack].map(([path, text]) => [paths.target(path), text]));
  refuseForeign(files, manifest, options.dryRun ? () => {} : startChanges().write);
  // What is needed no longer, such as the fix; one that the admin has changed is the admin's from now on.
  const kept = changedSince(manifest);
  const gone = Object.keys(manifest.files).filter(path => !files.has(path) && !kept.includes(path));
  const pending = [...files].filter(([path, text]) => readIfThere(path) !== text);
  const isOurs = options.reload && options.root === '/';
  const state: Installed['server'] = isOurs ? serverState() : 'left alone';
  if (options.dryRun)
    return { ...proven, written: [], removed: [], server: state, diff: diffOfAll(pending, gone) };
  const warnings = [...proven.warnings, ...pending.flatMap(([path]) => linkWarning(path))];
  const plan = { manifest, files, pending: new Map(pending), gone, proven, state };
  removeLeftovers([...files.keys(), ...gone, paths.manifest]);
  for (const { log } of logsOf(config)) removeLogLeftovers(paths.inside(log));
  const written = await interruptible(ended => carryOut(config, paths, plan, ended));
  return { ...proven, warnings, written, removed: gone, server: state, diff: '' };
}

const diffOfAll = (pending: readonly [path: string, text: string][], gone: readonly string[]): string =>
  pending.map(([path, text]) => diffOf(path, text)).join('') +
  gone.map(path => diffOf(path, undefined)).join('');

function linkWarning(path: string): string[] {
  const target = linkAt(path);
  if (target === undefined) return [];
  return [
    `${path} was a link to ${target}, where nothing is. It is a file now; uninstall makes the link again`,
  ];
}

/** A system error on the way (a full disk, a file that cannot be read) is no bug of ours: no stack is shown. */
function explain(error: unknown): never {
  if (errorCode(error) === undefined) throw error;
  const where =
    errorCode(error) === 'ENOSPC' ? ` (the trial takes a few MB of ${tmpdir()}, or of TMPDIR)` : '';
  throw new WorkError(`proving the pack failed: ${errorMessage(error)}${where}. Nothing was changed`);
}

interface Work extends Plan {
  readonly proven: Proven;
  readonly state: Installed['server'];
}

async function carryOut(config: Config, paths: Paths, plan: Work, ended: AbortSignal): Promise<string[]> {
  const changes = startChanges();
  let step = 'creating the log';
  try {
    const made = createLogs(config, paths, changes);
    step = 'writing the files';
    const finish = writePack(paths, plan, changes);
    if (plan.state === 'up') {
      step = 'reloading Fail2ban';
      const ask = askingUntil(ended);
      // With nothing of ours to write too: what others have changed in Fail2ban's files is to be in force.
      await reloadOrThrow(ask);
      step = 'waiting for the jails';
      await proveServer(plan.proven.jails, ended);
    }
    await heed(ended);
    finish();
    return [...made, ...plan.pending.keys()];
  } catch (error) {
    const done = await putBack(changes, plan.state, step);
    if (error instanceof Interrupted) throw new Interrupted(error.signal, `${step} was interrupted. ${done}`);
    throw new WorkError(`${step} failed: ${errorMessage(error)}. ${done}`);
  }
}

/** The log, the history and the fleet's log, where there are such, before any jail names them. */
function createLogs(config: Config, paths: Paths, changes: Changes): string[] {
  const logs = logsOf(config).map(({ log, user }) => ({ path: paths.inside(log), user }));
  return logs.filter(({ path, user }) => createLog(path, user, changes)).map(({ path }) => path);
}

/** Each with whom it belongs to, '' for the user of our unit. */
const logsOf = (config: Config): { log: string; user: string }[] => [
  ...filesOf(config.log).map(log => ({ log, user: config.user })),
  ...(isInFleet(config) ? [{ log: fleetLog, user: fleetUser }] : []),
];

async function putBack(changes: Changes, state: Installed['server'], step: string): Promise<string> {
  changes.undo();
  if (state !== 'up' || !/Fail2ban|jails/.test(step)) return 'Everything was put back';
  return reloadOrThrow(askingAnyway).then(
    () => 'Everything was put back, and Fail2ban runs as before',
    () => 'The files were put back, but Fail2ban does not reload: see "fail2ban-client -t"',
  );
}
