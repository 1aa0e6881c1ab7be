import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a trial, readable by us alone. */
export interface Scratch {
  readonly folder: string;
  /** Removes it, with every process that still has it on its command line. */
  readonly close: () => Promise<void>;
}

/**
 * Waits for the end of its input, which comes however we end: then nobody may be left to clean up but this. What runs a
 * trial in the folder is found by the name of that, which is random.
 */
const keeper = `read -r _
for file in $(grep -lsF -- "\${1##*/}" /proc/[0-9]*/cmdline); do
  pid=\${file%/cmdline}; pid=\${pid#/proc/}
  [ "$pid" = $$ ] || kill -9 "$pid"
done
rm -rf -- "$1"`;

/** Makes the folder; it is gone as soon as this process is, whatever ended it, a SIGKILL too. */
export function openScratch(): Scratch {
  const folder = join(tmpdir(), `portjail-${randomBytes(8).toString('hex')}`);
  // In a session of its own, so that no Ctrl-C reaches it; before the folder, so that there is no moment without it.
  const child = spawn('/bin/sh', ['-c', keeper, 'portjail-keeper', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = once(child, 'exit');
  mkdirSync(folder, { mode: 0o700 });
  return {
    folder,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
