import { type FileStamp, isSameStamp } from '../config/read/host-files.ts';
import type { Ignored } from '../config/read/ignored.ts';
import { diag } from '../util/diag.ts';
import type { Answer } from './answers.ts';
import { answersPath } from './answers.ts';
import { readAnswers, stampAt } from './file.ts';
import { withAnswers } from './ignored.ts';

/** The answers as a running sentry follows them: a file that another process writes. The sentry itself asks nobody. */
export interface Followed {
  /** What is ignored with them, now; the very same while nothing has changed. */
  look(ignored: Ignored): Ignored;
  /** What was read last. */
  answers(): readonly Answer[];
}

/**
 * Looks at the file each time, and reads it where it is another one than before. One that is not there spares nobody; of one
 * that cannot be read the last good one stays, as long as its answers count, and that is said once.
 */
export function followAnswers(path = answersPath(), clock = Date.now): Followed {
  let [from, made]: [Ignored | undefined, Ignored | undefined] = [undefined, undefined];
  let [stamp, answers]: [FileStamp | undefined, readonly Answer[]] = [undefined, []];
  let said = '';
  const read = (): void => {
    const now = readAnswers(path);
    const why = now.found === undefined && !now.missing ? now.why : '';
    if (now.found !== undefined) [stamp, answers] = [now.stamp, now.found.answers];
    else if (now.missing) [stamp, answers] = [undefined, []];
    if (why !== '' && why !== said)
      diag('warning', `${path}: ${why}: names are spared by the answers before it`);
    if (why === '' && said !== '') diag('notice', `${path} is read again`);
    said = why;
  };
  return {
    answers: () => answers,
    look: ignored => {
      if (ignored.names.length === 0) return ignored;
      const isSame = from === ignored && made !== undefined && isStamp(path, stamp);
      if (isSame) return made ?? ignored;
      read();
      from = ignored;
      const files = stamp === undefined ? ignored.files : [...ignored.files, stamp];
      made = { ...withAnswers(ignored, answers, clock()), files };
      return made;
    },
  };
}

/** Whether the file is still the one that was read, or still none. */
function isStamp(path: string, stamp: FileStamp | undefined): boolean {
  const now = stampAt(path);
  if (now === undefined || stamp === undefined) return now === stamp;
  return isSameStamp(now, stamp);
}
