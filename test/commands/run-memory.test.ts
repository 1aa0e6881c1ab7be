import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { koffiFault } from '../../src/sys/libc.ts';
import { configFile, type Daemon, startRun } from './program.ts';
import { freePort } from './touch.ts';

/** Now, or with `VmHWM` at most so far; see proc_pid_status(5). */
function resident({ child }: Daemon, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}

test('run gives back what its start alone needed, a fifth of its memory at least', {
  skip: koffiFault() ?? false,
}, async () => {
  const daemon = await startRun(['-c', configFile({ tcp: { ports: `${await freePort()}` } }).file]);
  try {
    await daemon.until(() => resident(daemon, 'VmRSS') < 0.8 * resident(daemon, 'VmHWM'));
  } finally {
    await daemon.end();
  }
});
