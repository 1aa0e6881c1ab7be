import type { Slot } from '../table/address-table.ts';
import { type LanPorts, mostLanServices } from './lan.ts';
import { isHandshake } from './ports/recent-ports.ts';
import { isOver, keyMask, oldBit, stamped } from './stamps.ts';

/**
 * Pairs of an address of this host and a port that make a sweep, and as many are remembered of each source. So many that
 * who asks for two ports at each of seven addresses makes none.
 */
const sweepPairs = 16;
/** Two a pair: the address in 32 bits (`createTargetWords`), then the port with its time. */
export const pairWords = 2 * sweepPairs;

/** The last pairs of a source, the one touched last first. Takes 128 bytes a source. */
export interface RecentPairs {
  /**
   * Notes that a source touched a port of an address, and forgets what has left the window; the result stands in
   * the fields below.
   * @param now as `stampOf`
   */
  touch(slot: Slot, target: number, key: number, now: number): void;
  /** So many pairs in the window, at more than one address, that it is a sweep. */
  readonly isSweep: boolean;
  /** As `isSweep`, of finished handshakes alone. */
  readonly isProven: boolean;
  /** As a touch would find the source, without one; the result stands in the fields above. */
  peek(slot: Slot, now: number): void;
  /**
   * Whether a source has touched nothing in the window but a few services of a LAN.
   * @param proven of finished handshakes alone, among which no forged packet counts
   */
  isOfLan(slot: Slot, lan: LanPorts, now: number, proven: boolean): boolean;
  /** Puts pairs of one address, of a source that has none, behind those that are there. */
  add(slot: Slot, place: number, target: number, entry: number): void;
  /** Writes what is remembered to `into` from `at` on, `pairWords` words, or puts it back. */
  save(slot: Slot, into: Int32Array, at: number): void;
  restore(slot: Slot, from: Int32Array, at: number): void;
  clear(slot: Slot): void;
}

export function createRecentPairs(capacity: number): RecentPairs {
  const words = new Int32Array(capacity * pairWords);
  const targetAt = (place: number): number => words[place] ?? 0;
  const entryAt = (place: number): number => words[place + 1] ?? 0;
  const endOf = (first: number): number => first + pairWords;
  const result = { isSweep: false, isProven: false };

  /** What is over stays so, even if the clock is set back. */
  const mark = (first: number, now: number): void => {
    for (let place = first; place < endOf(first) && entryAt(place) !== 0; place += 2)
      if (isOver(entryAt(place), now)) words[place + 1] = entryAt(place) | oldBit;
  };
  /** Where the pair is, or the place that it may have, or -1. */
  const placeOf = (first: number, target: number, key: number): number => {
    let place = first;
    for (; place < endOf(first) && entryAt(place) !== 0; place += 2)
      if ((entryAt(place) & keyMask) === key && targetAt(place) === target) return place;
    return place < endOf(first) ? place : placeToTake(first, key);
  };
  /** The oldest of those that count no longer, else of the packets; to a packet no handshake that counts gives way. */
  const placeToTake = (first: number, key: number): number => {
    const last = endOf(first) - 2;
    for (let place = last; place >= first; place -= 2) if (entryAt(place) < 0) return place;
    for (let place = last; place >= first; place -= 2)
      if (!isHandshake(entryAt(place) & keyMask)) return place;
    return isHandshake(key) ? last : -1;
  };
  const judge = (first: number, now: number): void => {
    result.isSweep = result.isProven = false;
    let isSpread = false;
    let areProven = true;
    for (let place = first; place < endOf(first); place += 2) {
      const entry = entryAt(place);
      if (!counts(entry, now)) return;
      if (targetAt(place) !== targetAt(first)) isSpread = true;
      if (!isHandshake(entry & keyMask)) areProven = false;
    }
    result.isSweep = isSpread;
    result.isProven = isSpread && areProven;
  };
  const put = (place: number, target: number, entry: number): void => {
    words[place] = target;
    words[place + 1] = entry;
  };
  return Object.assign(result, {
    touch: (slot: Slot, target: number, key: number, now: number): void => {
      const first = slot * pairWords;
      mark(first, now);
      const place = placeOf(first, target, key);
      if (place >= first) {
        for (let to = place; to > first; to -= 2) put(to, targetAt(to - 2), entryAt(to - 2));
        put(first, target, stamped(key, now));
      }
      judge(first, now);
    },
    peek: (slot: Slot, now: number): void => judge(slot * pairWords, now),
    isOfLan: (slot: Slot, lan: LanPorts, now: number, proven: boolean): boolean => {
      const first = slot * pairWords;
      let services = 0;
      for (let place = first; place < endOf(first) && entryAt(place) !== 0; place += 2) {
        const key = entryAt(place) & keyMask;
        if (!counts(entryAt(place), now) || (proven && !isHandshake(key))) continue;
        const service = lan.get(key);
        if (service === undefined) return false;
        services |= 1 << service;
      }
      return services !== 0 && bitsOf(services) <= mostLanServices;
    },
    add: (slot: Slot, place: number, target: number, entry: number): void =>
      put(slot * pairWords + 2 * place, target, entry),
    save: (slot: Slot, into: Int32Array, to: number): void => {
      const first = slot * pairWords;
      for (let i = 0; i < pairWords; i++) {
        into[to + i] = words[first + i] ?? 0;
        if ((i & 1) === 1 && into[to + i] === 0) return;
      }
    },
    restore: (slot: Slot, from: Int32Array, start: number): void => {
      const first = slot * pairWords;
      words.fill(0, first, endOf(first));
      for (let i = 0; i < pairWords && from[start + i + 1] !== 0; i += 2)
        put(first + i, from[start + i] ?? 0, from[start + i + 1] ?? 0);
    },
    clear: (slot: Slot): void => {
      words.fill(0, slot * pairWords, endOf(slot * pairWords));
    },
  });
}

const counts = (entry: number, now: number): boolean => entry > 0 && !isOver(entry, now);

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
