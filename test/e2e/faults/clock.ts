import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** libfaketime of Debian; the folder is that of the kind of machine. */
const unpacked = 'var/faults';
/** As `make tools` has unpacked it. */
const found = existsSync(unpacked)
  ? readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).find(path =>
      path.endsWith('/libfaketime.so.1'),
    )
  : undefined;
const library = found === undefined ? undefined : resolve(unpacked, found);

export const lackOfClock = library === undefined ? 'needs libfaketime (make tools)' : undefined;

/**
 * A clock for one program alone: the machine's own is never set. The kernel's stamps of packets stay true, so that it serves
 * modes that listen. `monotonic` says whether the clock that only goes on jumps too, as it does for whoever was stopped.
 */
export function ownClock(file: string, monotonic: boolean) {
  const set = (offset: string): void => {
    // By rename: it is read at any time.
    writeFileSync(`${file}.new`, `${offset}\n`);
    renameSync(`${file}.new`, file);
  };
  set('+0');
  return {
    prefix: [
      'env',
      `LD_PRELOAD=${library}`,
      `FAKETIME_TIMESTAMP_FILE=${file}`,
      'FAKETIME_NO_CACHE=1',
      `FAKETIME_DONT_FAKE_MONOTONIC=${monotonic ? 0 : 1}`,
    ],
    /** So far from the machine's clock, as `+1d`. */
    set,
  };
}
