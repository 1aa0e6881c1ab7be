import { WorkError } from '../util/errors.ts';
import type { Changes } from './changes.ts';
import { readIfThere } from './files.ts';
import { digest, type Manifest } from './manifest.ts';
import { runProgram } from './program.ts';

/** The files that are to be written: path to text. */
export type Files = ReadonlyMap<string, string>;

/**
 * Refuses to overwrite what is not ours: a file of a package, of the admin's, or one of ours that was changed since.
 * Beside a changed one the new text is left as `.new`. Throws WorkError with the way out.
 */
export function refuseForeign(files: Files, manifest: Manifest, offer: Changes['write']): void {
  for (const [path, text] of files) {
    const found = readIfThere(path);
    if (found === undefined || found === text) continue;
    const written = manifest.files[path];
    if (written === digest(found)) continue;
    if (written === undefined) throw new WorkError(notOurs(path));
    offer(`${path}.new`, text);
    throw new WorkError(
      `${path} was changed since portjail wrote it, and stays. What this install would write is in ${path}.new. ` +
        `Move your changes to a .local file or to portjail.json, remove ${path}, then run this again`,
    );
  }
}

function notOurs(path: string): string {
  const { code, out } = runProgram('dpkg-query', ['-S', path]);
  return code === 0
    ? `${path} belongs to the package ${out.split(':')[0]}: portjail leaves it alone`
    : `${path} is there and not portjail's: move it away, then run this again`;
}
