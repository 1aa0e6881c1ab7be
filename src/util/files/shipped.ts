import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a file that ships beside the program (`templates/...`, `fail2ban/...`), in a working tree and when
 * installed elsewhere: the nearest folder above the running file that has it. Throws when there is none.
 */
export function shipped(path: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`cannot find "${path}" beside the program`);
  }
}
