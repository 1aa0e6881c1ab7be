import { dirname, join } from 'node:path';
import { processStart } from '../sys/process/processes.ts';

/** What the name servers said of one name and one family of addresses; times are milliseconds since the epoch. */
export interface Answer {
  readonly name: string;
  readonly family: 4 | 6;
  /** The last answer with addresses that count: at most `mostAddresses` of them, in order. */
  readonly addresses: readonly string[];
  /** How many more it had. */
  readonly left: number;
  /** When that was; 0 for never. */
  readonly answered: number;
  /** Since when there is no address that counts, or none at all; null while there is, or where nobody can tell. */
  readonly emptySince: number | null;
  /** What became of the last question. */
  readonly outcome: Outcome;
  /** Addresses of the last answer that do not count. */
  readonly refused: readonly string[];
}

/** `refused`: it has addresses, and none that counts. */
export const outcomes = ['answered', 'refused', 'empty', 'failed'] as const;
type Outcome = (typeof outcomes)[number];

/** Addresses of one name that are spared. */
export const mostAddresses = 16;

/** What the process that asks has written last, and who it is. */
export interface Answers {
  readonly pid: number;
  /** As `processStart`: tells this process from a later one of the same number. */
  readonly processStart: number;
  /** When it had read the ignore files and began to ask. */
  readonly time: number;
  readonly answers: readonly Answer[];
}

/** How long the last answer counts while no name server gives another, and when an answer without addresses came (milliseconds). */
const keptInFailure = 24 * 3_600_000;
const keptWhileEmpty = 3_600_000;

/** When the addresses of an answer do not count any more; never more than a day from now, whatever the clock was. */
export function endOf({ answered, emptySince }: Answer, now: number): number {
  const [told, empty] = [Math.min(answered, now), Math.min(emptySince ?? Number.POSITIVE_INFINITY, now)];
  const end = told + keptInFailure;
  return emptySince === null ? end : Math.min(end, empty + keptWhileEmpty);
}

/**
 * Where the answers stand: a folder beside that of the sentry's state. systemd names this one to the process that asks, and the
 * sentry's to the sentry (StateDirectory= of systemd.exec(5)).
 */
export function answersPath(environment: NodeJS.ProcessEnv = process.env): string {
  const [first = ''] = (environment['STATE_DIRECTORY'] ?? '').split(':');
  return join(first.startsWith('/') ? dirname(first) : '/var/lib', 'portjail-names', 'answers.json');
}

/** A question is asked every minute, and takes half a minute at most (milliseconds). */
const tooLong = 180_000;

/** Whether the process that wrote them asks. `silent`: it lives, and has written nothing for long. */
export function askerOf(found: Answers | undefined, now: number): 'runs' | 'silent' | 'none' {
  if (found === undefined || processStart(found.pid) !== found.processStart) return 'none';
  return Math.abs(now - found.time) > tooLong ? 'silent' : 'runs';
}
