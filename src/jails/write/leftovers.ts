import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../util/errors.ts';
import { temporaryOf } from '../../util/files/change.ts';
import { reach } from '../../util/files/reach.ts';

/** Removes what an install that was killed has left beside these files; nobody else writes them while the lock is held. */
export function removeLeftovers(paths: readonly string[]): void {
  for (const path of paths) for (const name of leftBeside(path, dirname(path))) rmSync(name, { force: true });
}

/** The same beside a log, whose folder may be the service user's. */
export function removeLogLeftovers(path: string): void {
  // To look for them makes no folder.
  if (namesIn(dirname(path)).length === 0) return;
  reach(path, ({ folder }) => {
    for (const name of leftBeside(path, folder)) rmSync(name, { force: true });
  });
}

function leftBeside(path: string, folder: string): string[] {
  const [start, end] = [temporaryOf(basename(path), ''), /^\d+$/];
  return namesIn(folder)
    .filter(name => name.startsWith(start) && end.test(name.slice(start.length)))
    .map(name => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}
