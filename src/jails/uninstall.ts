import { rmSync } from 'node:fs';
import { errorMessage, WorkError } from '../util/errors.ts';
import { removeIfEmpty, startChanges } from './changes.ts';
import { clientOf } from './client.ts';
import { changedSince, readManifest } from './manifest.ts';
import { jailFile, jailNames } from './names.ts';
import { pathsOf } from './paths.ts';
import { reloadOrThrow, serverState } from './reload.ts';
import { becomesTrue } from './trial.ts';

export interface UninstallOptions {
  readonly root: string;
  readonly reload: boolean;
  readonly dryRun: boolean;
}

/** Takes out what install wrote and nothing else; answers the paths. Throws WorkError, with everything put back. */
export async function uninstall({ root, reload, dryRun }: UninstallOptions): Promise<string[]> {
  const paths = pathsOf(root);
  const manifest = readManifest(paths.manifest);
  const [changed] = changedSince(manifest);
  if (changed !== undefined)
    throw new WorkError(
      `${changed} was changed since portjail wrote it: move it away, then run this again. Nothing was removed`,
    );
  const files = Object.keys(manifest.files);
  if (dryRun || files.length === 0) return files;
  const jails = paths.target(jailFile);
  // A jail whose filter is gone would keep Fail2ban from reloading: the jails go first, and the server lets go of them.
  await removeJails(jails, reload && root === '/');
  for (const path of [...files, ...files.map(file => `${file}.new`), paths.manifest])
    rmSync(path, { force: true });
  for (const folder of manifest.folders.toReversed()) removeIfEmpty(folder);
  return files;
}

async function removeJails(path: string, reload: boolean): Promise<void> {
  const running = reload && serverState() === 'running';
  const held = running ? jailNames.map(filterOf) : [];
  const changes = startChanges();
  changes.remove(path);
  if (!running) return;
  try {
    reloadOrThrow();
    const free = (): boolean =>
      jailNames.every((name, at) => filterOf(name) === '' || filterOf(name) !== held[at]);
    if (!(await becomesTrue(free))) throw new WorkError('the jails still answer');
  } catch (error) {
    changes.undo();
    clientOf()('reload');
    throw new WorkError(`reloading Fail2ban failed: ${errorMessage(error)}. Everything was put back`);
  }
}

/** What a running jail matches, or nothing: the stock configuration has a jail named portsentry too. */
const filterOf = (jail: string): string => {
  const { code, out } = clientOf()('get', jail, 'failregex');
  return code === 0 ? out : '';
};
