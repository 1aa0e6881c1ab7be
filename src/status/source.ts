import { lstatSync, type Stats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPlain } from '../util/files/plain-file.ts';
import { readOpen } from '../util/files/read-file.ts';

/** status.json as it lies on the disk: the user that the sentry became owns its folder, and may have put anything there. */
export interface Source {
  readonly text: string;
  /** The user to whom the file belongs, by number. */
  readonly owner: number;
  /** Another one for each file that takes its place. */
  readonly stamp: string;
}

/** A status is some kilobytes; 9 lists of 1,000 networks are 400 kB. */
const largest = 2 ** 20;

/** Reads the file; never a link, a pipe or a device. Throws NoFile or a system error. */
export const readSource = (path: string): Source =>
  withPlain(path, { links: 'none' }, (fd, stats) => ({
    text: readOpen(fd, stats, largest).toString('utf8'),
    owner: stats.uid,
    stamp: stampOf(stats),
  }));

const stampOf = ({ ino, ctimeMs }: Stats): string => `${ino} ${ctimeMs}`;

/** How far a status may be ahead of the clock here (milliseconds). */
const slack = 60_000;

/** Whether a time (milliseconds since the epoch) lies so far ahead that it proves nothing: the clock was set back, or it is made up. */
export const isAhead = (time: number, now: number): boolean => time - now > slack;

const pause = 100;

/**
 * Whether another file takes the place of that one within `patience` milliseconds: its writer lives, whatever its
 * clock says. A sentry writes every five seconds.
 */
export async function isReplaced(path: string, stamp: string, patience = 10_000): Promise<boolean> {
  for (const end = Date.now() + patience; ; await sleep(pause)) {
    if (stampAt(path) !== stamp) return true;
    if (Date.now() > end) return false;
  }
}

function stampAt(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : stampOf(stats);
}
