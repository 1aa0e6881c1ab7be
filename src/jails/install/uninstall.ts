import { rmSync } from 'node:fs';
import { type Asking, askingAnyway, askingUntil } from '../../fail2ban/client.ts';
import { serverState } from '../../fail2ban/server.ts';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { putLink } from '../../util/files/change.ts';
import { heed, Interrupted, interruptible } from '../../util/interruptible.ts';
import { jailFile, jailNames } from '../pack/names.ts';
import { becomesTrue } from '../proof/trial.ts';
import { removeIfEmpty, startChanges } from '../write/changes.ts';
import { removeLeftovers, removeLogLeftovers } from '../write/leftovers.ts';
import { alone } from '../write/lock.ts';
import { changedSince, type Manifest, readManifest } from '../write/manifest.ts';
import { type Paths, pathsOf } from '../write/paths.ts';
import { installedLog } from './installed-log.ts';
import { reloadOrThrow } from './reload.ts';

export interface UninstallOptions {
  readonly root: string;
  readonly reload: boolean;
  readonly dryRun: boolean;
}

/**
 * Takes out what install wrote and nothing else; returns the paths. Throws WorkError or Interrupted, with everything put
 * back.
 */
export function uninstall(options: UninstallOptions): Promise<string[]> {
  const paths = pathsOf(options.root);
  const work = (): Promise<string[]> => uninstallIn(paths, options);
  return options.dryRun ? work() : alone(paths, work);
}

async function uninstallIn(paths: Paths, { root, reload, dryRun }: UninstallOptions): Promise<string[]> {
  const manifest = readManifest(paths.manifest);
  const [changed] = changedSince(manifest);
  if (changed !== undefined)
    throw new WorkError(
      `${changed} was changed since portjail wrote it: move it away, then run this again. Nothing was removed`,
    );
  const files = Object.keys(manifest.files);
  if (dryRun) return files;
  const jails = paths.target(jailFile);
  const log = installedLog(jails);
  // A jail whose filter is gone would keep Fail2ban from reloading: the jails go first, and the server lets go of them.
  await interruptible(async ended => {
    await heed(ended);
    if (files.length > 0 && reload && root === '/' && serverState() === 'up') await removeJails(jails, ended);
    if (log !== undefined) removeLogLeftovers(paths.inside(log));
    removeAll(paths, manifest);
  });
  return files;
}

/** The manifest goes last, so that one who is killed before can be followed by another; only its own folder is left then. */
function removeAll(paths: Paths, { files, links, folders }: Manifest): void {
  const ours = Object.keys(files);
  removeLeftovers([...ours, paths.manifest]);
  for (const path of ours.flatMap(file => [file, `${file}.new`])) rmSync(path, { force: true });
  for (const [path, target] of Object.entries(links)) putLink(path, target);
  for (const folder of [...folders].reverse()) removeIfEmpty(folder);
  rmSync(paths.manifest, { force: true });
  for (const folder of [...folders].reverse()) removeIfEmpty(folder);
}

async function removeJails(path: string, ended: AbortSignal): Promise<void> {
  const ask = askingUntil(ended);
  const held = await filtersBy(ask);
  const changes = startChanges();
  changes.remove(path);
  try {
    await reloadOrThrow(ask);
    const free = async (): Promise<boolean> =>
      (await filtersBy(ask)).every((filter, at) => filter === '' || filter !== held[at]);
    if (!(await becomesTrue(free))) throw new WorkError('the jails are still up');
    await heed(ended);
  } catch (error) {
    changes.undo();
    // What went wrong first is what is said.
    await reloadOrThrow(askingAnyway).catch(() => {});
    const done = 'Everything was put back';
    if (error instanceof Interrupted) throw new Interrupted(error.signal, `interrupted. ${done}`);
    throw new WorkError(`reloading Fail2ban failed: ${errorMessage(error)}. ${done}`);
  }
}

/** What each jail matches that runs, or nothing: the stock configuration has a jail named portsentry too. */
const filtersBy = (ask: Asking): Promise<string[]> =>
  Promise.all(
    jailNames.map(async name => {
      const { code, out } = await ask('get', name, 'failregex');
      return code === 0 ? out : '';
    }),
  );
