import { mkdirSync, readdirSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { readWhole } from '../../util/files/read-file.ts';

/**
 * Copies Fail2ban's configuration as Fail2ban sees it, into a folder that is there: files and folders, and what links lead
 * to. What it does not mind is left out: pipes, sockets, devices, links that lead nowhere or back into a folder above, and
 * files that cannot be read or are larger than 16 MiB. Throws WorkError where it would read such a one, and for more than
 * `most` entries, of which Debian's has 200.
 */
export function copyConfig(from: string, to: string, most = 10_000): void {
  let left = most;
  const copyFolder = (path: string, above: readonly string[]): void => {
    for (const name of readdirSync(join(from, path))) {
      if (left-- === 0)
        throw new WorkError(`${from} holds more than ${most} files: move out what is not Fail2ban's`);
      copyEntry(join(path, name), above);
    }
  };
  const copyEntry = (path: string, above: readonly string[]): void => {
    const stats = lookAt(join(from, path));
    if (stats?.isDirectory() === true) {
      if (above.includes(idOf(stats))) return;
      mkdirSync(join(to, path), { mode: 0o700 });
      copyFolder(path, [...above, idOf(stats)]);
      return;
    }
    const bytes = stats && contentOf(from, path, stats);
    // Ours to change, whatever it was; a script stays one.
    if (bytes !== undefined)
      writeFileSync(join(to, path), bytes, { mode: 0o600 | ((stats?.mode ?? 0) & 0o100) });
  };
  // The folder of temporary files may be one of those.
  copyFolder('', [statSync(from), statSync(to)].map(idOf));
}

const idOf = ({ dev, ino }: Stats): string => `${dev} ${ino}`;

/** Undefined for a link that leads nowhere (ENOENT) or to itself (ELOOP), and what is gone by now. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** What Fail2ban reads at every start, see ConfigReader.read: it would wait at a pipe, and read a device without end. */
const alwaysRead = /^(?:jail|fail2ban)(?:\.d\/[^/.][^/]*)?\.(?:conf|local)$/;
/** Where others are read from, by name. */
const maybeRead = /\.(?:conf|local)$/;

function contentOf(folder: string, path: string, stats: Stats): Buffer | undefined {
  const full = join(folder, path);
  if (isNull(stats)) return Buffer.alloc(0);
  if (!stats.isFile()) {
    if (alwaysRead.test(path) && !stats.isSocket())
      throw new WorkError(`${full} is no file, and Fail2ban would read it without end: remove it`);
    return undefined;
  }
  try {
    return readWhole(full);
  } catch (error) {
    if (!maybeRead.test(path)) return undefined;
    throw new WorkError(`${full} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
}

/** A link to /dev/null is how many switch a file off; it is device 1:3 on every Linux. */
const isNull = (stats: Stats): boolean => stats.isCharacterDevice() && stats.rdev === 0x103;
