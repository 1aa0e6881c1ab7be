import { existsSync, renameSync, writeFileSync } from 'node:fs';

/** libfaketime of Debian; the folder is that of the kind of machine. */
const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map(kind => `/usr/lib/${kind}/faketime/libfaketime.so.1`)
  .find(path => existsSync(path));

export const lackOfClock =
  library === undefined
    ? 'needs libfaketime (apt-get install --no-install-recommends libfaketime)'
    : undefined;

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
