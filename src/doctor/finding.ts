import { formatRanges, rangesOf } from '../net/ports.ts';
import type { Facts } from './facts.ts';

/** Something that is wrong (`fault`), or that an administrator should know (`warning`). */
export interface Finding {
  /** A name for scripts, such as `writer-on-old-file`; it stays the same from version to version. */
  readonly name: string;
  readonly level: 'fault' | 'warning';
  /** What was found, with the values that were read. */
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
}

/** Looks at what is known; pure. */
export type Check = (facts: Facts) => readonly Finding[];

/** A check about the log as a file, which has no say where the log goes to the journal. */
export const ofFile =
  (check: Check): Check =>
  facts =>
    facts.config.log.target === 'journal' ? [] : check(facts);

export const fault = (name: string, what: string, mend: string): Finding => ({
  name,
  level: 'fault',
  what,
  mend,
});

export const warning = (name: string, what: string, mend: string): Finding => ({
  name,
  level: 'warning',
  what,
  mend,
});

/** "a, b, c and 4 more" */
export function some(words: readonly (string | number)[], most = 5): string {
  const rest = words.length - most;
  return `${words.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Ports as ranges, the first five. */
export const somePorts = (ports: readonly number[]): string =>
  some(rangesOf(ports).map(range => formatRanges([range])));
