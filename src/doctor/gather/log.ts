import { closeSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { logrotateFiles, saidOf } from '../../follow/logrotate.ts';
import { capabilitiesOf, type Process, textOf } from '../../sys/process/processes.ts';
import { NoFile, openPlain } from '../../util/files/plain-file.ts';
import { readTail, textOrNone } from '../../util/files/read-file.ts';
import type { LogFacts } from '../facts.ts';

/** Looks at the log; `server` is Fail2ban's process. */
export function gatherLog(path: string, server: Process | undefined): LogFacts {
  const stat = lookAt(path);
  const found = typeof stat === 'object' ? stat : undefined;
  const unfit = whyUnfit(path);
  const names = namesOf(path);
  return {
    path,
    names,
    unfit,
    found: found && {
      path,
      device: found.dev,
      inode: found.ino,
      mode: found.mode,
    },
    lines: stat === 'closed' ? undefined : found === undefined || unfit !== undefined ? [] : lastLines(path),
    serverReads: server === undefined ? undefined : names.every(name => mayRead(server.pid, name)),
    truncatedBy: truncating(names),
  };
}

/** A path, and the one without links on the way, where that is another one. */
export function namesOf(path: string): string[] {
  try {
    return [...new Set([path, join(realpathSync(dirname(path)), basename(path))])];
  } catch {
    return [path];
  }
}

/** Undefined where there is nothing; `closed` where a folder on the way is closed to this user. */
function lookAt(path: string): Stats | 'closed' | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return 'closed';
  }
}

/** What stands in the place of the log; a link is refused by the sentry too, wherever it leads. */
function whyUnfit(path: string): string | undefined {
  try {
    closeSync(openPlain(path, { links: 'none' }));
    return undefined;
  } catch (error) {
    return error instanceof NoFile ? error.what : undefined;
  }
}

/** Bytes and lines of the end that are looked at. */
const tailBytes = 64 * 1024;
const mostLines = 200;

/** The last whole lines; undefined where this user may not read them. */
export function lastLines(path: string): string[] | undefined {
  try {
    const { bytes, cut } = readTail(path, tailBytes, { links: 'none' });
    const lines = bytes.toString('latin1').split('\n');
    return lines.slice(cut ? 1 : 0, -1).slice(-mostLines);
  } catch {
    return undefined;
  }
}

// capabilities(7): who has one of these reads everything.
const CAP_DAC_OVERRIDE = 1n;
const CAP_DAC_READ_SEARCH = 2n;

/** Whether a process may read a file, by the modes of the file and of every folder on the way. */
function mayRead(pid: number, path: string): boolean {
  const held = capabilitiesOf(pid, 'CapEff');
  if ((held & ((1n << CAP_DAC_OVERRIDE) | (1n << CAP_DAC_READ_SEARCH))) !== 0n) return true;
  const status = textOf(`/proc/${pid}/status`);
  const numbers = (key: string): number[] =>
    (new RegExp(`^${key}:(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).map(Number);
  const [uid, groups] = [numbers('Uid')[3] ?? -1, [numbers('Gid')[3] ?? -1, ...numbers('Groups')]];
  const allows = (name: string, bit: number): boolean => {
    const stat = lookAt(name);
    if (typeof stat !== 'object') return false;
    const shift = stat.uid === uid ? 6 : groups.includes(stat.gid) ? 3 : 0;
    return (stat.mode & (bit << shift)) !== 0;
  };
  return allows(path, 4) && foldersOf(path).every(folder => allows(folder, 1));
}

const foldersOf = (path: string): string[] =>
  dirname(path) === path ? [] : [dirname(path), ...foldersOf(dirname(path))];

/** Files of logrotate with a part for this log that says copytruncate. */
const truncating = (names: readonly string[]): string[] =>
  logrotateFiles().filter(file => names.some(name => copiesAndTruncates(textOrNone(file), name)));

/** Whether a file of logrotate's has its log copied and cut. */
export const copiesAndTruncates = (text: string, log: string): boolean =>
  saidOf(text, log).inside.some(options => /^[ \t]*copytruncate\b/m.test(options));
