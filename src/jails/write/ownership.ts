import { lstatSync } from 'node:fs';
import { WorkError } from '../../util/errors.ts';
import { linkAt, readIfThere } from '../../util/files/change.ts';
import { runProgram } from '../../util/program.ts';
import type { Changes } from './changes.ts';
import { isLinkBefore, isWritten, type Manifest } from './manifest.ts';

/** The files that are to be written: path to text. */
export type Files = ReadonlyMap<string, string>;

/**
 * Refuses to overwrite what is not ours: a file of a package, of the admin's, a link to one, a folder, or a file of ours
 * that was changed since. Beside a changed one the new text is left as `.new`. Throws WorkError with the way out. A link
 * that leads nowhere is nobody's file: it may be replaced.
 */
export function refuseForeign(files: Files, manifest: Manifest, offer: Changes['write']): void {
  for (const [path, text] of files) {
    refuseOther(path);
    if (isFree(path, text, manifest)) continue;
    if (manifest.files[path] === undefined) throw new WorkError(notOurs(path));
    offer(`${path}.new`, text);
    throw new WorkError(
      `${path} was changed since portjail wrote it, and stays. What this install would write is in ${path}.new. ` +
        `Move your changes to a .local file or to portjail.json, remove ${path}, then run this again`,
    );
  }
}

const away = 'move it away, then run this again';

function refuseOther(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile() && !stats.isSymbolicLink())
    throw new WorkError(`${path} is ${stats.isDirectory() ? 'a directory' : 'no file'}: ${away}`);
}

/** Whether nothing is lost with what stands there: nothing, what we would write or have written, a link to nowhere. */
function isFree(path: string, text: string, manifest: Manifest): boolean {
  const found = readIfThere(path);
  if (linkAt(path) !== undefined)
    return found === undefined && (manifest.files[path] === undefined || isLinkBefore(manifest, path));
  return found === undefined || found === text || isWritten(manifest, path, found);
}

function notOurs(path: string): string {
  const target = linkAt(path);
  if (target !== undefined) return `${path} is a link to ${target}, which is not portjail's: ${away}`;
  const { code, out } = runProgram('dpkg-query', ['-S', path]);
  return code === 0
    ? `${path} belongs to the package ${out.split(':')[0]}: portjail leaves it alone`
    : `${path} is there and not portjail's: ${away}`;
}
