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
    const owner = packageOf(path);
    if (owner !== undefined)
      throw new WorkError(`${path} belongs to the package ${owner}: portjail leaves it alone`);
    const found = readIfThere(path);
    if (found === undefined || found === text) continue;
    const written = manifest.files[path];
    if (written === digest(found)) continue;
    if (written === undefined)
      throw new WorkError(`${path} is there and not portjail's: move it away, then run this again`);
    offer(`${path}.new`, text);
    throw new WorkError(
      `${path} was changed since portjail wrote it, and stays. What this install would write is in ${path}.new. ` +
        `Move your changes to a .local file or to portjail.json, remove ${path}, then run this again`,
    );
  }
}

/** The package that brought a file, where there is dpkg. */
export function packageOf(path: string): string | undefined {
  const { code, out } = runProgram('dpkg-query', ['-S', path]);
  return code === 0 ? out.split(':')[0] : undefined;
}
