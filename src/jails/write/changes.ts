import { lstatSync, mkdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../util/errors.ts';
import { linkAt, type Owner, putLink, readIfThere, writeByRename } from '../../util/files/change.ts';

/** Changes to files that can be put back, newest first. */
export interface Changes {
  readonly write: (path: string, text: string, mode?: number, owner?: Owner) => void;
  readonly remove: (path: string) => void;
  /** Makes a link of it. */
  readonly link: (path: string, target: string) => void;
  /** Makes the folders that are missing and returns them, outermost first. */
  readonly folder: (path: string, mode?: number) => string[];
  /** Has something put back that was changed in another way. */
  readonly onUndo: (undo: () => void) => void;
  /** Puts everything back as it was found. */
  readonly undo: () => void;
}

export function startChanges(): Changes {
  const undos: (() => void)[] = [];
  const folder = (path: string, mode = 0o755): string[] => {
    const made = missingFolders(path);
    for (const one of made) {
      mkdirSync(one, { mode });
      undos.push(() => removeIfEmpty(one));
    }
    return made;
  };
  const keep = (path: string): void => void undos.push(restoring(path));
  return {
    folder,
    write: (path, text, mode, owner) => {
      folder(dirname(path));
      keep(path);
      writeByRename(path, text, mode, owner);
    },
    remove: path => {
      keep(path);
      rmSync(path, { force: true });
    },
    onUndo: undo => void undos.push(undo),
    link: (path, target) => {
      keep(path);
      putLink(path, target);
    },
    undo: () => {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) undo();
    },
  };
}

/** What puts a path back as it is now: a link as a link, a file with its mode and owner. */
function restoring(path: string): () => void {
  const target = linkAt(path);
  if (target !== undefined) return () => putLink(path, target);
  const text = readIfThere(path);
  if (text === undefined) return () => rmSync(path, { force: true });
  const { mode, uid, gid } = statSync(path);
  return () => writeByRename(path, text, mode & 0o7777, [uid, gid]);
}

/** Removes a folder, unless something is in it or it is gone already. */
export function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes(errorCode(error) ?? '')) throw error;
  }
}

/** The folders of a path that are not there, outermost first. */
export function missingFolders(path: string): string[] {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined || path === dirname(path)
    ? []
    : [...missingFolders(dirname(path)), path];
}
