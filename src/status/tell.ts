import { setTimeout as sleep } from 'node:timers/promises';
import { type FileStamp, isSameStamp } from '../config/read/host-files.ts';
import { errorCode } from '../util/errors.ts';
import { isRunning, readStatus } from './read.ts';
import type { Status } from './shape.ts';

/**
 * What became of a word to the running sentry: `read`, it has read the file as it lies there now; `unread`, it said
 * nothing of that in time; `none`, none is seen to run.
 */
export type Told =
  | { readonly state: 'none'; readonly why: string }
  | { readonly state: 'read' | 'unread'; readonly status: Status };

/** How long the sentry may take for it, and how often it is looked (milliseconds). */
const patience = 5_000;
const pause = 20;

/**
 * Tells the sentry that writes the status at `path` to read its config and its ignore files again (SIGHUP), asks it for
 * what it then knows (SIGUSR1), and waits until it names that very file among those that it has read.
 */
export async function tellSentry(stamp: FileStamp, path: string, limit = patience): Promise<Told> {
  const found = readStatus(path);
  if (!('status' in found)) return { state: 'none', why: found.why };
  if (!isRunning(found)) return { state: 'none', why: `process ${found.status.pid} has ended` };
  if (!signal(found.status.pid)) return { state: 'none', why: `process ${found.status.pid} has just ended` };
  for (const end = performance.now() + limit; ; await sleep(pause)) {
    const now = readStatus(path);
    const status = 'status' in now && now.status.pid === found.status.pid ? now.status : found.status;
    // What it knew before the signal may be the same: it has read the file either way.
    if (status.ignoreFiles.some(file => isSameStamp(file, stamp))) return { state: 'read', status };
    if (performance.now() > end) return { state: 'unread', status };
  }
}

function signal(pid: number): boolean {
  try {
    process.kill(pid, 'SIGHUP');
    process.kill(pid, 'SIGUSR1');
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}
