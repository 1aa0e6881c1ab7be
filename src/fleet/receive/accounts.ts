import { createLru } from '../../util/lru.ts';
import type { Refused } from './judge.ts';

/** What came of what one host has told: all that is received comes to one of the others, or waits. */
export const countNames = [
  'received',
  'lines',
  'held',
  'known',
  'damaged',
  'unknown',
  'too-old',
  'ahead',
  'ignored',
  'protected',
  'nobody',
  'pardoned',
  'alone',
] as const satisfies readonly (Refused | 'received' | 'lines' | 'held' | 'known')[];
export type CountName = (typeof countNames)[number];
export type Counted = Readonly<Record<CountName, number>>;

export interface OriginAccount extends Counted {
  readonly name: string;
  /** When it was heard last (milliseconds since the epoch). */
  readonly heard: number;
}

export interface Accounts {
  add(origin: string, name: CountName, now: number): void;
  /** Of all hosts together. */
  totals(): Counted;
  /** Those that told something that no honest host tells, then those heard last; so many at most. */
  origins(most: number): OriginAccount[];
}

/** Hosts that are told apart. */
const mostHosts = 20_000;

type Writable = Record<CountName, number>;
const nothing = (): Writable => ({
  received: 0,
  lines: 0,
  held: 0,
  known: 0,
  damaged: 0,
  unknown: 0,
  'too-old': 0,
  ahead: 0,
  ignored: 0,
  protected: 0,
  nobody: 0,
  pardoned: 0,
  alone: 0,
});

export function createAccounts(): Accounts {
  const all = nothing();
  const hosts = new Map<string, Writable & { name: string; heard: number }>();
  const recent = createLru<true>(mostHosts);
  return {
    add: (origin, name, now) => {
      all[name]++;
      const known = hosts.get(origin) ?? { ...nothing(), name: origin, heard: now };
      known[name]++;
      known.heard = now;
      if (hosts.size < mostHosts || recent.get(origin) === true) hosts.set(origin, known);
      recent.set(origin, true);
    },
    totals: () => ({ ...all }),
    origins: most =>
      [...hosts.values()]
        .sort((a, b) => oddity(b) - oddity(a) || b.heard - a.heard)
        .slice(0, most)
        .map(account => ({ ...account })),
  };
}

/** What only a host says that is broken, of another version, has a wrong clock, or is another's by now. */
const oddity = ({ damaged, unknown, ahead, nobody, held, protected: spared }: Counted): number =>
  damaged + unknown + ahead + nobody + held + spared;
