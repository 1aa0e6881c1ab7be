import type { Probe } from '../../../probe.ts';
import type { Slot } from '../../table/address-table.ts';
import { isOver, keyMask, oldBit, stamped } from '../stamps.ts';

/** Ports remembered of each source, whether they still count in the window or not. */
export const remembered = 6;

/** A port with what was seen of it, 18 bits: its number, then `plane`. TCP by packet and by handshake are two. */
export const keyOf = ({
  port,
  protocol,
  evidence,
}: Pick<Probe, 'port' | 'protocol' | 'evidence'>): number => {
  if (evidence === 'handshake') return port | (planes.handshake << 16);
  return port | ((protocol === 'tcp' ? planes.tcp : planes.udp) << 16);
};
/** None is 0, so that no entry is. */
export const planes = { tcp: 1, udp: 2, handshake: 3 } as const;
export const isHandshake = (key: number): boolean => key >>> 16 === planes.handshake;

/** The last ports of every source, the one touched last first. */
export interface RecentPorts {
  /**
   * Notes that a source touched a port, and forgets what has left the window; the result stands in the fields below.
   * @param now as `stampOf`
   */
  touch(slot: Slot, key: number, now: number): void;
  /** The port was not among those remembered. */
  readonly isNew: boolean;
  /** The port that had to give way though it still counts, or 0: there are more in the window than are remembered. */
  readonly displaced: number;
  /** Distinct ports in the window, and how many of them with a finished handshake. */
  readonly ports: number;
  readonly handshakes: number;
  /** Distinct ports remembered, in the window or not. */
  readonly known: number;
  /** A port that counts in the window, or 0; the place is 0 to `remembered` - 1. */
  keyAt(slot: Slot, place: number): number;
  /** As `keyAt`, with its time as in stamps.ts; 0 or less when it does not count. */
  entryAt(slot: Slot, place: number): number;
  /** Nothing is remembered of the source. */
  readonly isEmpty: (slot: Slot) => boolean;
  /** As `known`. */
  knownOf(slot: Slot): number;
  /** The port that was touched last, whether it counts or not; 0 of a source of which nothing is remembered. */
  readonly lastOf: (slot: Slot) => number;
  /** Of a source of which nothing is remembered: a port that no longer counts. */
  recall(slot: Slot, key: number): void;
  /** Counts those in the window anew, without a touch; the result stands in the fields above. */
  recount(slot: Slot, now: number): void;
  /** Writes what is remembered to `into` from `at` on, `remembered` words, or puts it back. */
  readonly save: (slot: Slot, into: Int32Array, at: number) => void;
  readonly restore: (slot: Slot, from: Int32Array, at: number) => void;
  /** Nothing that a source did counts in the window any more; it stays remembered. */
  age(slot: Slot): void;
  /** A source of which nothing is known. */
  clear(slot: Slot): void;
}

export function createRecentPorts(capacity: number): RecentPorts {
  const entries = new Int32Array(capacity * remembered);
  const at = (place: number): number => entries[place] ?? 0;
  const result = { isNew: false, displaced: 0, ports: 0, handshakes: 0, known: 0 };

  /** Where the key is, or the last place, which gives way. */
  const placeOf = (first: number, key: number): number => {
    const last = first + remembered - 1;
    let place = first;
    while (place < last && (at(place) & keyMask) !== key) place++;
    return place;
  };
  /** What is over stays so, even if the clock is set back, when it is marked. */
  const count = (first: number, now: number, marks: boolean): void => {
    result.ports = result.handshakes = result.known = 0;
    for (let place = first; place < first + remembered && at(place) !== 0; place++) {
      result.known++;
      if (at(place) < 0) continue;
      if (isOver(at(place), now)) {
        if (marks) entries[place] = at(place) | oldBit;
        continue;
      }
      result.ports++;
      if (isHandshake(at(place) & keyMask)) result.handshakes++;
    }
  };
  return Object.assign(result, {
    touch: (slot: Slot, key: number, now: number): void => {
      const first = slot * remembered;
      const place = placeOf(first, key);
      const gone = at(place);
      result.isNew = (gone & keyMask) !== key;
      result.displaced = result.isNew && gone > 0 && !isOver(gone, now) ? gone & keyMask : 0;
      for (let to = place; to > first; to--) entries[to] = at(to - 1);
      entries[first] = stamped(key, now);
      count(first, now, true);
    },
    keyAt: (slot: Slot, place: number): number => {
      const entry = at(slot * remembered + place);
      return entry < 0 ? 0 : entry & keyMask;
    },
    entryAt: (slot: Slot, place: number): number => at(slot * remembered + place),
    isEmpty: (slot: Slot): boolean => at(slot * remembered) === 0,
    knownOf: (slot: Slot): number => {
      let known = 0;
      while (known < remembered && at(slot * remembered + known) !== 0) known++;
      return known;
    },
    lastOf: (slot: Slot): number => at(slot * remembered) & keyMask,
    recall: (slot: Slot, key: number): void => {
      entries[slot * remembered] = key | oldBit;
    },
    recount: (slot: Slot, now: number): void => count(slot * remembered, now, false),
    save: (slot: Slot, into: Int32Array, to: number): void => {
      for (let i = 0; i < remembered; i++) into[to + i] = at(slot * remembered + i);
    },
    restore: (slot: Slot, from: Int32Array, start: number): void => {
      for (let i = 0; i < remembered; i++) entries[slot * remembered + i] = from[start + i] ?? 0;
    },
    age: (slot: Slot): void => {
      const first = slot * remembered;
      for (let place = first; place < first + remembered && at(place) !== 0; place++)
        entries[place] = at(place) | oldBit;
    },
    clear: (slot: Slot): void => {
      // So few that a call of fill() would take longer, and every stranger's slot is cleared.
      for (let i = 0; i < remembered; i++) entries[slot * remembered + i] = 0;
    },
  });
}
