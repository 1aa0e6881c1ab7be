import type { NamedEntry } from '../config/read/names.ts';
import { formatPrefix, isIPv4, maskAddress, type Prefix, parseAddress } from '../net/address.ts';
import { formatHostName } from '../net/host-name.ts';
import type { Lapsing } from '../net/lapsing-set.ts';
import { type Answer, endOf, mostAddresses, outcomes } from './answers.ts';

/** How a name stands: whom it spares now, since when, how long. Times are milliseconds since the epoch. */
export interface NameStanding {
  /** As it was written, with /64. */
  readonly name: string;
  /** Empty where it spares nobody. */
  readonly addresses: readonly string[];
  /** How many more it has, which do not count. */
  readonly left: number;
  /** When the oldest of them was an answer; null for none. */
  readonly answered: number | null;
  /** When the first of them does not count any more; null for none. */
  readonly until: number | null;
  /** What became of the last questions; `unasked` where there was none. */
  readonly outcome: StandingOutcome;
  /** Addresses that it has and that do not count. */
  readonly refused: readonly string[];
}

export const standingOutcomes = [...outcomes, 'unasked'] as const;
export type StandingOutcome = (typeof standingOutcomes)[number];

export function nameStanding(entry: NamedEntry, answers: readonly Answer[], now: number): NameStanding {
  const own = answersOf(entry, answers);
  const living = livingOf(entry, own, now);
  return {
    name: formatHostName(entry),
    addresses: living.map(({ prefix }) => formatPrefix(prefix)),
    left: living.length === 0 ? 0 : own.reduce((sum, { left }) => sum + left, 0),
    answered: least(living.map(({ answered }) => Math.min(answered, now))),
    until: least(living.map(({ end }) => end)),
    outcome: outcomes.find(word => own.some(({ outcome }) => outcome === word)) ?? 'unasked',
    refused: own.flatMap(({ refused }) => refused),
  };
}

/** Whom these names spare, and how long. */
export const sparedBy = (
  entries: readonly NamedEntry[],
  answers: readonly Answer[],
  now: number,
): Lapsing[] => entries.flatMap(entry => livingOf(entry, answersOf(entry, answers), now));

const answersOf = ({ name }: NamedEntry, answers: readonly Answer[]): Answer[] =>
  answers.filter(answer => answer.name === name);

interface Living extends Lapsing {
  readonly answered: number;
}

/** The addresses of both families that count now, IPv4 first; a host and its /64 are one where the entry says so. */
function livingOf(entry: NamedEntry, own: readonly Answer[], now: number): Living[] {
  const living = new Map<string, Living>();
  for (const answer of own) {
    const end = Math.min(endOf(answer, now), entry.until ?? Number.POSITIVE_INFINITY);
    if (end <= now) continue;
    for (const prefix of answer.addresses.flatMap(text => prefixOf(text, entry)))
      living.set(formatPrefix(prefix), { prefix, end, answered: answer.answered });
  }
  return [...living.values()].slice(0, mostAddresses);
}

function prefixOf(text: string, { wide }: NamedEntry): Prefix[] {
  const address = parseAddress(text);
  if (address === undefined) return [];
  const length = wide && !isIPv4(address) ? 64 : 128;
  return [{ address: maskAddress(address, length), length }];
}

const least = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times));
