import type { NamedEntry } from '../config/read/names.ts';
import { processStart } from '../sys/process/processes.ts';
import { diag } from '../util/diag.ts';
import { errorMessage } from '../util/errors.ts';
import type { Answer } from './answers.ts';
import { readAnswers, stampAt, writeAnswers } from './file.ts';
import { lookUpAll } from './look-up.ts';
import { nextAnswers } from './next.ts';
import { noticesOf } from './notices.ts';

/** The names of the ignore files, and the files by which they would change. */
export interface NamesRead {
  readonly entries: readonly NamedEntry[];
  readonly files: readonly string[];
}

/** What the rounds need of the world. */
export interface RoundsNeed {
  /** Reads the ignore files; throws for a config with a mistake. */
  readonly load: () => NamesRead;
  /** Where the answers go. */
  readonly path: string;
  readonly ended: AbortSignal;
  readonly clock?: () => number;
  readonly look?: typeof lookUpAll;
}

export interface Rounds {
  /**
   * To be called about once a second. Looks every name up when a minute has gone since it last did, or when a file has
   * changed, and writes the answers; true where it did. Never throws nor rejects for what may be better the next time: it is said, once.
   */
  turn(): Promise<boolean>;
  /** How many names there are, and how many of them have an address. */
  summary(): string;
}

/** Between two rounds (milliseconds). */
const askEvery = 60_000;

/** Goes on from the answers of the process before it. Throws what `load` does. */
export function createRounds({ load, path, ended, clock = Date.now, look = lookUpAll }: RoundsNeed): Rounds {
  const say = teller();
  let read = load();
  let seen = '';
  let answers: readonly Answer[] = readAnswers(path).found?.answers ?? [];
  let last = Number.NEGATIVE_INFINITY;
  /** True where they have changed. A config with a mistake leaves the names as they were. */
  const reload = (): boolean => {
    const now = signatureOf(read.files);
    if (now === seen) return false;
    seen = now;
    say('load', () => {
      const { files } = read;
      read = load();
      // Of other files nobody knows yet whether they have changed since they were read: once more, the next time.
      if (read.files.join('\n') !== files.join('\n')) seen = '';
    });
    return true;
  };
  const round = async (): Promise<void> => {
    const { entries } = read;
    const began = clock();
    const found = await look(
      entries.map(({ name }) => name),
      ended,
    );
    if (ended.aborted) return;
    const [before, now] = [answers, clock()];
    answers = nextAnswers(entries, before, found, now);
    say('write', () => writeAnswers(path, { ...self, time: began, answers }));
    for (const line of noticesOf(entries, { before, after: answers }, found, now)) diag('notice', line);
  };
  return {
    turn: async () => {
      const now = clock();
      // A clock that was set back would have it wait for as long.
      if (!reload() && now >= last && now - last < askEvery) return false;
      last = now;
      await round();
      return true;
    },
    summary: () => {
      const known = new Set(answers.flatMap(({ name, addresses }) => (addresses.length > 0 ? name : [])));
      const { length } = read.entries;
      return `${length} name${length === 1 ? '' : 's'}, ${known.size} with an address`;
    },
  };
}

const self = { pid: process.pid, processStart: processStart(process.pid) ?? 0 };

/** Another one when one of these files is another one, or is there, or has gone. */
const signatureOf = (files: readonly string[]): string =>
  files
    .map(file => stampAt(file))
    .map(stamp => `${stamp?.device} ${stamp?.inode} ${stamp?.written}`)
    .join('\n');

/** Does things, and says what one throws when it begins to. */
function teller(): (name: string, work: () => void) => void {
  const said = new Map<string, string>();
  return (name, work) => {
    try {
      work();
      said.delete(name);
    } catch (error) {
      const message = errorMessage(error);
      if (message !== said.get(name)) diag('error', `${message}; going on as before`);
      said.set(name, message);
    }
  };
}
