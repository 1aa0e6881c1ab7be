import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { endsTorn } from '../log/torn.ts';
import type { FileId } from '../sys/process/processes.ts';
import { WorkError } from '../util/errors.ts';

/**
 * Appends lines to a log in one write, as the sentry does. The folder may be the service user's, who could make the name
 * lead elsewhere: it is written only when it is the very file that was looked at before. Throws WorkError otherwise.
 */
export function appendLines(file: FileId, lines: readonly string[]): void {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const fd = openSync(file.path, flags);
  try {
    const { dev, ino } = fstatSync(fd);
    if (dev !== file.device || ino !== file.inode)
      throw new WorkError(`${file.path} was replaced while the doctor looked at it: run it again`);
    const text = `${endsTorn(fd) ? '\n' : ''}${lines.map(line => `${line}\n`).join('')}`;
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
