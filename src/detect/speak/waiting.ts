import type { Tally, Why } from '../../log/line.ts';
import type { Address } from '../../net/address.ts';
import type { Probe, Protocol } from '../../probe.ts';
import { sourceKey } from './source-key.ts';

/** A source in the list, by its probes. */
export interface Waiter {
  /** The newest of each port, the newest of all last; never empty, and `mostProbes` at most. */
  readonly probes: readonly Probe[];
  /** How many came. */
  readonly count: number;
  /** There were more ports than are kept. */
  readonly hasMore: boolean;
  /** What the source has done, the newest included. */
  readonly tally: Tally;
  /** Of an observation. */
  readonly why?: Why | undefined;
  /** When it came into the list. */
  readonly since: number;
}

/** The sources whose line waits, for an answer or for a flood to pass, of which those with the most ports are kept. */
export interface Waiting {
  /**
   * Puts a source into the list, where there is room or another has fewer ports; its newest probe joins those that it
   * has there. Returns what is given up for it: another waiter, or its own when it was turned away.
   */
  offer(probe: Probe, tally: Tally, now: number, why?: Why): Waiter | undefined;
  /** Takes out, of those in the list since then or earlier, the one with the most ports; the first to come among equals. */
  takeBest(since?: number): Waiter | undefined;
  /** Takes out a source that has no need to wait any more. */
  take(source: Address): Waiter | undefined;
  /** Takes out all that have waited for longer than this (milliseconds). */
  takeExpired(now: number, longest: number): Waiter[];
  /** Takes away the probe of a port that has answered its source. Returns the waiter that had no other, and is out. */
  settle(source: Address, protocol: Protocol, port: number): Waiter | undefined;
  /** Replaces what a source has done, if it is in the list, and why an observation that is no other's business is one. */
  retell(source: Address, tally: Tally, why: Why): void;
  /** Whether somebody is in the list since then or earlier, and how many are. */
  isDue(since: number): boolean;
  countSince(since: number): number;
  readonly size: number;
  /** Probes of all of them. */
  readonly probes: number;
}

export const maxWaiting = 64;
export const mostProbes = 8;

type Key = ReturnType<typeof sourceKey>;
type Mutable = { -readonly [K in keyof Waiter]: K extends 'probes' ? Probe[] : Waiter[K] };

export function createWaiting(): Waiting {
  const waiters = new Map<Key, Mutable>();
  /** Nobody in the list has fewer ports: one that has no more is turned away without a look at the list. */
  let bar = 0;
  let probes = 0;
  let oldest = Number.POSITIVE_INFINITY;

  const takeOut = (key: Key | undefined): Waiter | undefined => {
    const waiter = key === undefined ? undefined : waiters.get(key);
    if (key === undefined || waiter === undefined) return undefined;
    waiters.delete(key);
    probes -= waiter.count;
    if (waiter.since <= oldest) {
      oldest = Number.POSITIVE_INFINITY;
      for (const { since } of waiters.values()) oldest = Math.min(oldest, since);
    }
    return waiter;
  };
  const put = (key: Key, waiter: Mutable): void => {
    waiters.set(key, waiter);
    probes += waiter.count;
    oldest = Math.min(oldest, waiter.since);
    bar = Math.min(bar, waiter.tally.ports);
  };
  const join = (waiter: Mutable, probe: Probe, tally: Tally, why: Why | undefined): void => {
    const known = waiter.probes.findIndex(other => isOf(other, probe.protocol, probe.port));
    if (known >= 0) waiter.probes.splice(known, 1);
    else if (waiter.probes.length === mostProbes) {
      waiter.probes.pop();
      waiter.hasMore = true;
    }
    waiter.probes.push(probe);
    waiter.count++;
    waiter.tally = tally;
    waiter.why = why;
    probes++;
    bar = Math.min(bar, tally.ports);
  };
  const compete = (key: Key, waiter: Mutable): Waiter | undefined => {
    const [weakestKey, weakest] = extreme(waiters, (a, b) => a.tally.ports < b.tally.ports);
    bar = weakest?.tally.ports ?? 0;
    if (waiter.tally.ports <= bar) return waiter;
    takeOut(weakestKey);
    put(key, waiter);
    return weakest;
  };
  return {
    offer: (probe, tally, now, why) => {
      const key = sourceKey({ source: probe.source });
      const known = waiters.get(key);
      if (known !== undefined) {
        join(known, probe, tally, why);
        return undefined;
      }
      const waiter: Mutable = { probes: [probe], count: 1, hasMore: false, tally, why, since: now };
      if (waiters.size >= maxWaiting) return tally.ports > bar ? compete(key, waiter) : waiter;
      put(key, waiter);
      return undefined;
    },
    takeBest: (since = Number.POSITIVE_INFINITY) => {
      if (oldest > since) return undefined;
      const due = new Map([...waiters].filter(([, waiter]) => waiter.since <= since));
      return takeOut(extreme(due, (a, b) => a.tally.ports > b.tally.ports)[0]);
    },
    take: source => takeOut(sourceKey({ source })),
    takeExpired: (now, longest) =>
      [...waiters]
        .filter(([, { since }]) => Math.abs(now - since) > longest)
        .flatMap(([key]) => takeOut(key) ?? []),
    settle: (source, protocol, port) => {
      const key = sourceKey({ source });
      const waiter = waiters.get(key);
      if (waiter === undefined) return undefined;
      const others = waiter.probes.filter(probe => !isOf(probe, protocol, port));
      if (others.length > 0) waiter.probes = others;
      return others.length > 0 || waiter.hasMore ? undefined : takeOut(key);
    },
    retell: (source, tally, why) => {
      const waiter = waiters.get(sourceKey({ source }));
      if (waiter === undefined) return;
      waiter.tally = tally;
      if (waiter.why === 'lan' || waiter.why === 'below-trigger') waiter.why = why;
      bar = Math.min(bar, tally.ports);
    },
    isDue: since => waiters.size > 0 && oldest <= since,
    countSince: since =>
      oldest > since ? 0 : [...waiters.values()].filter(waiter => waiter.since <= since).length,
    get size() {
      return waiters.size;
    },
    get probes() {
      return probes;
    },
  };
}

const isOf = (probe: Probe, protocol: Protocol, port: number): boolean =>
  probe.port === port && probe.protocol === protocol;

/** The first waiter that no other surpasses. The list is short, and looked through only for who may get in or is named. */
function extreme<E extends Waiter>(
  waiters: ReadonlyMap<Key, E>,
  surpasses: (a: E, b: E) => boolean,
): [Key, E] | [undefined, undefined] {
  let found: [Key, E] | [undefined, undefined] = [undefined, undefined];
  for (const candidate of waiters)
    if (found[1] === undefined || surpasses(candidate[1], found[1])) found = candidate;
  return found;
}
