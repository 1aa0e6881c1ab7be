import { dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import { filesOf } from '../log/sink.ts';
import { errorCode, errorMessage, WorkError } from '../util/errors.ts';
import { heed, Interrupted, interruptible } from '../util/interruptible.ts';
import { type Changes, startChanges } from './changes.ts';
import { type Asking, askingAnyway, askingUntil } from './client.ts';
import { diffOf } from './diff.ts';
import { linkAt, readIfThere } from './files.ts';
import { createLog } from './logs.ts';
import { changedSince, digest, formatManifest, type Manifest, readManifest } from './manifest.ts';
import { jailFile } from './names.ts';
import { type Files, refuseForeign } from './ownership.ts';
import { type Paths, pathsOf, sshdMendFile } from './paths.ts';
import { type Proven, provePack } from './prove.ts';
import { proveServer, reloadOrThrow, type ServerState, serverState } from './reload.ts';

export interface InstallOptions {
  /** `/`, or the folder that holds another system's files; then nothing is reloaded. */
  readonly root: string;
  readonly reload: boolean;
  /** Whether Debian's sshd jail may be mended. */
  readonly mend: boolean;
  readonly dryRun: boolean;
}

export interface Installed extends Proven {
  /** What was written or removed; empty when nothing had to be. */
  readonly changed: readonly string[];
  readonly server: ServerState;
  /** With `dryRun`, what would change, as a unified diff. */
  readonly diff: string;
}

/**
 * Installs the pack, or leaves everything as it was and throws WorkError saying which step failed and why, or Interrupted.
 */
export async function install(config: Config, options: InstallOptions): Promise<Installed> {
  const paths = pathsOf(options.root);
  const manifest = readManifest(paths.manifest);
  const mend = options.mend || paths.target(sshdMendFile) in manifest.files;
  const proven = await provePack(config, paths, mend).catch(explain);
  const files: Files = new Map([...proven.pack].map(([path, text]) => [paths.target(path), text]));
  refuseForeign(files, manifest, options.dryRun ? () => {} : startChanges().write);
  // What is needed no longer, such as the mend; one that the admin has changed is the admin's from now on.
  const kept = changedSince(manifest);
  const gone = Object.keys(manifest.files).filter(path => !files.has(path) && !kept.includes(path));
  const pending = [...files].filter(([path, text]) => readIfThere(path) !== text);
  const diff =
    pending.map(([path, text]) => diffOf(path, text)).join('') +
    gone.map(path => diffOf(path, undefined)).join('');
  const state = options.reload && options.root === '/' ? serverState() : 'left alone';
  if (options.dryRun) return { ...proven, changed: [], server: state, diff };
  const warnings = [...proven.warnings, ...pending.flatMap(([path]) => linkWarning(path))];
  const plan = { manifest, files, pending: new Map(pending), gone, proven, state };
  const changed = await interruptible(ended => carryOut(config, paths, plan, ended));
  return { ...proven, warnings, changed, server: state, diff };
}

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
  throw new WorkError(`proving the pack failed: ${errorMessage(error)}. Nothing was changed`);
}

interface Plan {
  readonly manifest: Manifest;
  readonly files: Files;
  readonly pending: Files;
  readonly gone: readonly string[];
  readonly proven: Proven;
  readonly state: ServerState;
}

async function carryOut(config: Config, paths: Paths, plan: Plan, ended: AbortSignal): Promise<string[]> {
  const changes = startChanges();
  let step = 'creating the log';
  try {
    const made = createLogs(config, paths, changes);
    step = 'writing the files';
    writeAll(paths, plan, changes);
    if (plan.state === 'running') {
      step = 'reloading Fail2ban';
      const ask = askingUntil(ended);
      if (plan.pending.size + plan.gone.length > 0 || !(await allAnswer(plan, ask))) await reloadOrThrow(ask);
      step = 'waiting for the jails';
      await proveServer(plan.proven.jails, ask);
    }
    await heed(ended);
    return [...made, ...plan.pending.keys(), ...plan.gone];
  } catch (error) {
    const done = await putBack(changes, plan.state, step);
    if (error instanceof Interrupted) throw new Interrupted(error.signal, `${step} was interrupted. ${done}`);
    throw new WorkError(`${step} failed: ${errorMessage(error)}. ${done}`);
  }
}

async function allAnswer({ proven }: Plan, ask: Asking): Promise<boolean> {
  for (const { name, enabled } of proven.jails)
    if (enabled && (await ask('status', name)).code !== 0) return false;
  return true;
}

/** The log, and the history where there is one, before any jail names them. */
function createLogs(config: Config, paths: Paths, changes: Changes): string[] {
  const logs = filesOf(config.log).map(paths.inside);
  return logs.filter(path => createLog(path, config.user, changes));
}

/** Filters first, then the jails that name them, then the manifest that says that they are ours. */
function writeAll(paths: Paths, { manifest, files, pending, gone }: Plan, changes: Changes): void {
  const last = paths.target(jailFile);
  const order = [...pending.keys()].sort((a, b) => Number(a === last) - Number(b === last));
  const links = linksOf(manifest, files);
  const made = [...order, paths.manifest].flatMap(path => changes.folder(dirname(path)));
  for (const path of order) changes.write(path, pending.get(path) ?? '', modeOf(path));
  for (const path of gone) changes.remove(path);
  const hashes = Object.fromEntries([...files].map(([path, text]) => [path, digest(text)]));
  for (const path of gone) if (manifest.links[path] !== undefined) changes.link(path, manifest.links[path]);
  const text = formatManifest({ files: hashes, folders: [...manifest.folders, ...made], links });
  if (readIfThere(paths.manifest) !== text) changes.write(paths.manifest, text, 0o600);
}

/** What our files have taken the place of, now or when they were written first. */
const linksOf = (manifest: Manifest, files: Files): Record<string, string> =>
  Object.fromEntries(
    [...files.keys()].flatMap(path => {
      const target = linkAt(path) ?? manifest.links[path];
      return target === undefined ? [] : [[path, target]];
    }),
  );

/** A command of the admin's may hold a password. */
const modeOf = (path: string): number => (path.endsWith('.sh') ? 0o700 : 0o644);

async function putBack(changes: Changes, state: ServerState, step: string): Promise<string> {
  changes.undo();
  if (state !== 'running' || !/Fail2ban|jails/.test(step)) return 'Everything was put back';
  const { code } = await askingAnyway('reload');
  return code === 0
    ? 'Everything was put back, and Fail2ban runs as before'
    : 'The files were put back, but Fail2ban does not reload: see "fail2ban-client -t"';
}
