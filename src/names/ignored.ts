import type { Ignored } from '../config/read/ignored.ts';
import { lapsingSet } from '../net/lapsing-set.ts';
import type { Answer } from './answers.ts';
import { answersPath } from './answers.ts';
import { readAnswers } from './file.ts';
import { sparedBy } from './standing.ts';

/** The same, with those who have the addresses of its names: they are ignored as if these stood in the file. */
export function withAnswers(ignored: Ignored, answers: readonly Answer[], now: number): Ignored {
  const spared = sparedBy(ignored.names, answers, now);
  if (spared.length === 0) return ignored;
  const [written, named] = [ignored.set, lapsingSet(spared)];
  return {
    ...ignored,
    set: {
      has: (address, time) => written.has(address, time) || named.has(address, time),
      meets: (prefix, time) => written.meets(prefix, time) || named.meets(prefix, time),
    },
  };
}

/** As it is at this moment. */
export function withNames(ignored: Ignored, now: number, path = answersPath()): Ignored {
  if (ignored.names.length === 0) return ignored;
  const { found } = readAnswers(path);
  return withAnswers(ignored, found?.answers ?? [], now);
}
