import { chmodSync, lstatSync } from 'node:fs';
import { type FileStamp, stampOf } from '../config/read/host-files.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { writeByRename } from '../util/files/change.ts';
import { withPlain } from '../util/files/plain-file.ts';
import { reach } from '../util/files/reach.ts';
import { readOpen } from '../util/files/read-file.ts';
import type { Answers } from './answers.ts';
import { parseAnswers } from './parse.ts';

/** Bytes; 200 answers with all their addresses are 400 kB. */
const largest = 2 ** 20;

/** The answers that stand in a file, or why there are none to be had. */
export type AnswersRead =
  | { readonly found: Answers; readonly stamp: FileStamp }
  | { readonly found: undefined; readonly missing: boolean; readonly why: string };

/** Reads them as they are at this moment; never a link, a pipe or a device. */
export function readAnswers(path: string): AnswersRead {
  try {
    return withPlain(path, { links: 'none' }, (fd, stats) => {
      const found = parseAnswers(readOpen(fd, stats, largest).toString('utf8'));
      if (found !== undefined) return { found, stamp: stampOf(path, stats) };
      return { found, missing: false, why: 'it holds no answers of portjail names' };
    });
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    return { found: undefined, missing, why: missing ? 'there is no such file' : errorMessage(error) };
  }
}

/** Writes them for everybody to read, by rename; makes the folder where it is missing. Throws WorkError or a system error. */
export function writeAnswers(path: string, answers: Answers): void {
  reach(path, ({ name }) => writeByRename(name, JSON.stringify(answers)), {
    mode: 0o755,
    onMade: (_path, name) => chmodSync(name, 0o755),
  });
}

/** Which file stands there; undefined for none, or where this user may not see it. */
export function stampAt(path: string): FileStamp | undefined {
  try {
    return stampOf(path, lstatSync(path));
  } catch {
    return undefined;
  }
}
