import type { Tally, Why } from '../../log/line.ts';
import type { Address } from '../../net/address.ts';
import type { Probe, Protocol } from '../../probe.ts';
import { createAddressMarks } from '../table/address-marks.ts';
import { nowhere, type Slot, type Stay } from '../table/address-table.ts';
import { createWaitingProbes, type WaitingProbes } from './waiting-probes.ts';

/** A source in the list, by its probes. One that was taken out is written over after the next two that come in. */
export interface Waiter {
  /** The newest of each port, the newest of all last; never empty, and `mostProbes` at most. */
  readonly probes: readonly Probe[];
  /** How many came. */
  readonly count: number;
  /** There were more ports than are kept. */
  readonly hasMore: boolean;
  /** What the source has done, the newest included. */
  readonly tally: Tally;
  readonly stay: Stay;
  /** Of an observation. */
  readonly why?: Why | undefined;
  /** When it came into the list. */
  readonly since: number;
}

/**
 * The sources whose line waits, for an answer or for a flood to pass, of which those with the most ports are kept. What is
 * kept of them is made once and written over: a flood offers a source with every packet.
 */
export interface Waiting {
  /**
   * Puts a source into the list, where there is room or another has fewer ports; its newest probe joins those that it
   * has there. It waits from the time of its first probe there. Returns what is given up for it: another waiter, or its
   * own when it was turned away.
   */
  offer(probe: Probe, tally: Tally, stay: Stay, why?: Why): Waiter | undefined;
  /** Takes out, of those in the list since then or earlier, the one with the most ports; the first to come among equals. */
  takeBest(then?: Then): Waiter | undefined;
  /** Takes out a source that has no need to wait any more. */
  take(source: Address): Waiter | undefined;
  /** Takes out one that has waited for longer than this (milliseconds), the first to come first. */
  takeExpired(now: number, longest: number): Waiter | undefined;
  /** Takes away the probe of a port that has answered its source. Returns the waiter that had no other, and is out. */
  settle(source: Address, protocol: Protocol, port: number): Waiter | undefined;
  /** Replaces what a source has done, if it is in the list, and why an observation that is no other's business is one. */
  retell(source: Address, tally: Tally, why: Why): void;
  /** Whether somebody is in the list since then or earlier, and how many are. */
  isDue(then: Then): boolean;
  countSince(then: Then): number;
  readonly size: number;
  /** Probes of all of them. */
  readonly probes: number;
}

/** A moment up to which somebody came into the list (milliseconds). */
export interface Then {
  readonly since: number;
}

/** All that are in a list. */
export const always: Then = { since: Number.POSITIVE_INFINITY };

export const maxWaiting = 64;
export const mostProbes = 8;

interface Place extends Waiter {
  /** Of all its probes, where a look through the list finds it at once. */
  readonly source: Int32Array;
  readonly kept: WaitingProbes;
  readonly tally: { hits: number; ports: number };
  readonly stay: { slot: Slot; tenant: number };
  count: number;
  hasMore: boolean;
  why: Why | undefined;
  since: number;
}

const none = -1;

export function createWaiting(): Waiting {
  /** In the order in which they came. The list is short: a source is looked for from its beginning to its end. */
  const waiters: Place[] = [];
  /** Places that nobody has, the one that was left last at the end. */
  const free = Array.from({ length: maxWaiting + 2 }, newPlace);
  const turnedAway = newTurnedAway();
  /** Nobody in the list has fewer ports: one that has no more is turned away without a look at the list. */
  let bar = 0;
  // Fields, since an object with a getter is a dictionary to V8, and each call by it a search.
  const result = { size: 0, probes: 0 };
  const oldest = { since: Number.POSITIVE_INFINITY };
  /** Most sources of a flood are not in the list: that shows without a look through it. */
  const marks = createAddressMarks(12);

  const indexOf = (source: Address): number => {
    if (!marks.mayHold(source)) return none;
    for (let i = 0; i < waiters.length; i++) {
      const waiter = waiters[i];
      if (waiter !== undefined && isSame(waiter.source, source)) return i;
    }
    return none;
  };
  /** An array is slow to tell that it has no place -1. */
  const at = (index: number): Place | undefined => (index < 0 ? undefined : waiters[index]);
  const takeOut = (index: number): Waiter | undefined => {
    const waiter = at(index);
    if (waiter === undefined) return undefined;
    for (let i = index + 1; i < waiters.length; i++) {
      const next = waiters[i];
      if (next !== undefined) waiters[i - 1] = next;
    }
    waiters.pop();
    result.size--;
    free.unshift(waiter);
    marks.remove(sourceOf(waiter));
    result.probes -= waiter.count;
    if (waiter.since <= oldest.since) {
      oldest.since = Number.POSITIVE_INFINITY;
      for (const { since } of waiters) oldest.since = Math.min(oldest.since, since);
    }
    return waiter;
  };
  const put = (probe: Probe, tally: Tally, stay: Stay, why: Why | undefined): void => {
    const waiter = free.pop();
    if (waiter === undefined) return;
    waiter.source.set(probe.source);
    marks.add(probe.source);
    waiter.kept.clear();
    waiter.kept.add(probe);
    waiter.count = 1;
    waiter.hasMore = false;
    waiter.since = probe.time;
    told(waiter, tally, why);
    stays(waiter, stay);
    waiters.push(waiter);
    result.size++;
    result.probes++;
    oldest.since = Math.min(oldest.since, probe.time);
  };
  const join = (waiter: Place, probe: Probe, tally: Tally, stay: Stay, why: Why | undefined): void => {
    if (!waiter.kept.add(probe)) waiter.hasMore = true;
    waiter.count++;
    told(waiter, tally, why);
    stays(waiter, stay);
    result.probes++;
  };
  const stays = (waiter: Place, { slot, tenant }: Stay): void => {
    waiter.stay.slot = slot;
    waiter.stay.tenant = tenant;
  };
  const told = (waiter: Place, tally: Tally, why: Why | undefined): void => {
    waiter.tally.hits = tally.hits;
    waiter.tally.ports = tally.ports;
    waiter.why = why;
    bar = Math.min(bar, tally.ports);
  };
  /** The first with the fewest ports. */
  const weakest = (): number => {
    let found = 0;
    for (let i = 1; i < waiters.length; i++) if (portsAt(i) < portsAt(found)) found = i;
    return found;
  };
  const portsAt = (index: number): number => waiters[index]?.tally.ports ?? 0;
  const strongest = ({ since }: Then): number => {
    let found = none;
    for (let i = 0; i < waiters.length; i++) {
      if ((waiters[i]?.since ?? 0) > since) continue;
      if (found === none || portsAt(i) > portsAt(found)) found = i;
    }
    return found;
  };
  const refuse = (probe: Probe, tally: Tally, stay: Stay, why: Why | undefined): Waiter => {
    turnedAway.probes[0] = probe;
    turnedAway.tally = tally;
    turnedAway.stay = stay;
    turnedAway.why = why;
    turnedAway.since = probe.time;
    return turnedAway;
  };
  const compete = (probe: Probe, tally: Tally, stay: Stay, why: Why | undefined): Waiter | undefined => {
    const index = weakest();
    bar = portsAt(index);
    if (tally.ports <= bar) return refuse(probe, tally, stay, why);
    const gone = takeOut(index);
    put(probe, tally, stay, why);
    return gone;
  };
  return Object.assign(result, {
    offer: (probe: Probe, tally: Tally, stay: Stay, why?: Why): Waiter | undefined => {
      const known = at(indexOf(probe.source));
      if (known !== undefined) join(known, probe, tally, stay, why);
      else if (waiters.length < maxWaiting) put(probe, tally, stay, why);
      else return tally.ports > bar ? compete(probe, tally, stay, why) : refuse(probe, tally, stay, why);
      return undefined;
    },
    takeBest: (then: Then = always): Waiter | undefined =>
      oldest.since > then.since ? undefined : takeOut(strongest(then)),
    take: (source: Address): Waiter | undefined => takeOut(indexOf(source)),
    takeExpired: (now: number, longest: number): Waiter | undefined =>
      takeOut(waiters.findIndex(({ since }) => Math.abs(now - since) > longest)),
    settle: (source: Address, protocol: Protocol, port: number): Waiter | undefined => {
      const index = indexOf(source);
      const waiter = at(index);
      if (waiter === undefined || waiter.kept.settle(protocol, port) || waiter.hasMore) return undefined;
      return takeOut(index);
    },
    retell: (source: Address, tally: Tally, why: Why): void => {
      const waiter = at(indexOf(source));
      if (waiter === undefined) return;
      told(waiter, tally, waiter.why === 'lan' || waiter.why === 'below-trigger' ? why : waiter.why);
    },
    isDue: (then: Then): boolean => waiters.length > 0 && oldest.since <= then.since,
    countSince: (then: Then): number => waiters.filter(({ since }) => since <= then.since).length,
  });
}

/** All probes of a waiter have one. */
const sourceOf = ({ probes }: Waiter): Address => probes[0]?.source ?? nobody;
const nobody: Address = [0, 0, 0, 0];

const isSame = (words: Int32Array, source: Address): boolean =>
  words[3] === (source[3] | 0) &&
  words[2] === (source[2] | 0) &&
  words[1] === (source[1] | 0) &&
  words[0] === (source[0] | 0);

function newPlace(): Place {
  const kept = createWaitingProbes(mostProbes);
  return {
    source: new Int32Array(4),
    kept,
    probes: kept.list,
    tally: { hits: 0, ports: 0 },
    stay: { slot: nowhere, tenant: 0 },
    count: 0,
    hasMore: false,
    why: undefined,
    since: Number.NaN,
  };
}

/** One whose only probe is the one that was offered. */
const newTurnedAway = () => ({
  probes: [] as Probe[],
  count: 1,
  hasMore: false,
  tally: { hits: 0, ports: 0 } as Tally,
  stay: { slot: nowhere, tenant: 0 } as Stay,
  why: undefined as Why | undefined,
  since: Number.NaN,
});
