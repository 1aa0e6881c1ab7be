import type { Slot } from '../../table/address-table.ts';
import { createPlaces } from '../../table/places.ts';
import { createPortHalves } from './port-halves.ts';
import { isHandshake } from './recent-ports.ts';

declare const ofSets: unique symbol;
/** Where the set of a source stands, until `close` ends it, or an `open` or `add` of another source for which it gives way. */
export type SetPlace = number & { readonly [ofSets]: true };
export const noSet = -1 as SetPlace;

/**
 * Pages at most, and sets: one without a page counts nothing. A page is 8 KiB for the ports of one source in one window, TCP,
 * UDP and handshakes apart: 8 MiB in all, once they are needed.
 */
export const maxPages = 1024;
/** Sets looked at to find one that gives way. */
const candidates = 8;

/** Distinct ports, and how many of them with a finished handshake. */
interface Count {
  readonly ports: number;
  readonly handshakes: number;
}

/** Exact counts for sources with more ports than are remembered of each. They count for one to two windows. */
export interface PortSets {
  /** The set of a source, brought up to this window, if it has one. */
  of(slot: Slot, epoch: number): SetPlace;
  /** A set for a source that has none; another one gives way for it when all are in use. */
  open(slot: Slot, epoch: number): SetPlace;
  /**
   * Notes a port, true when it was not noted in this window. Another set may give way for its page; when there is none the
   * count stands still.
   */
  add(set: SetPlace, key: number): boolean;
  portsIn(set: SetPlace): number;
  /** How many of the ports with a finished handshake. */
  handshakesIn(set: SetPlace): number;
  /** The last `of` found a set of ports of the window before. */
  readonly turned: boolean;
  /** Takes a port out again that was added in this window. */
  remove(slot: Slot, key: number): void;
  /** Goes back to the window before, when nothing is noted in this one any more; what that had to forget stays so. */
  turnBack(slot: Slot): void;
  /** As `of`, without bringing it up to this window: how many ports would count. */
  peek(slot: Slot, epoch: number): Count | undefined;
  close(slot: Slot): void;
  /** The set of a source as it stands, for who only looks. */
  at(slot: Slot): SetPlace;
  /** Number of its window. */
  epochOf(set: SetPlace): number;
  /** The bits of one plane in this window or the one before, as they stand there; undefined where it has no page. */
  bits(set: SetPlace, when: 'current' | 'previous', plane: number): Int32Array | undefined;
}

/** @param bound pages at most, and sets, 1 to 65,535, for tests */
export function createPortSets(capacity: number, bound = maxPages): PortSets {
  const halves = createPortHalves(bound * 2, bound);
  const inUse = createPlaces(bound);
  /** Of each source the place of its set + 1, and of each set its source and its window. */
  const places = new Uint16Array(capacity);
  const slots = new Int32Array(bound);
  const epochs = new Float64Array(bound);
  /** Which half of a set, 0 or 1, is that of this window; the other one is that of the window before. */
  const sides = new Uint8Array(bound);
  /** Of each set, distinct in both halves together. */
  const ports = new Uint32Array(bound);
  const handshakes = new Uint32Array(bound);
  let hand = 0;
  const result = { turned: false };

  const current = (set: SetPlace): number => set * 2 + (sides[set] ?? 0);
  const previous = (set: SetPlace): number => set * 2 + 1 - (sides[set] ?? 0);
  const at = (slot: Slot): SetPlace => ((places[slot] ?? 0) - 1) as SetPlace;
  const count = (set: SetPlace, key: number, by: 1 | -1): void => {
    ports[set] = (ports[set] ?? 0) + by;
    if (isHandshake(key)) handshakes[set] = (handshakes[set] ?? 0) + by;
  };
  const close = (slot: Slot): void => {
    const set = at(slot);
    if (set === noSet) return;
    halves.empty(current(set));
    halves.empty(previous(set));
    places[slot] = 0;
    inUse.give(set);
  };
  /** Goes over to another window. One half is empty then, and this one has all that counts. */
  const goTo = (set: SetPlace, epoch: number, half: number): void => {
    epochs[set] = epoch;
    sides[set] = 1 - (sides[set] ?? 0);
    ports[set] = halves.portsIn(half);
    handshakes[set] = halves.handshakesIn(half);
  };
  const turn = (set: SetPlace, epoch: number): void => {
    // Behind the set's window the clock was set back, by less than a window: nothing is over.
    if (epoch <= (epochs[set] ?? 0)) return;
    result.turned = true;
    halves.empty(previous(set));
    goTo(set, epoch, current(set));
  };
  /** Who has not been seen for a window gives way first, a proven address last, and else the fewest ports. */
  const worth = (set: SetPlace, epoch: number): number =>
    epoch - (epochs[set] ?? 0) > 1 ? -1 : (ports[set] ?? 0) + (handshakes[set] ?? 0) * 65_536;
  /** Of the next few sets in turn, whichever source they are of, the one that says least gives way, but not `keep`. */
  const makeRoom = (keep: SetPlace, epoch: number): void => {
    let least = noSet;
    let leastWorth = Number.POSITIVE_INFINITY;
    for (let i = 0; i < candidates; i++) {
      hand = (hand + 1) % inUse.used;
      const set = inUse.at(hand) as SetPlace;
      if (set === keep || worth(set, epoch) >= leastWorth) continue;
      least = set;
      leastWorth = worth(set, epoch);
    }
    if (least !== noSet) close((slots[least] ?? 0) as Slot);
  };
  const addNew = (set: SetPlace, key: number): boolean => {
    if (halves.add(current(set), key)) return true;
    makeRoom(set, epochs[set] ?? 0);
    return halves.add(current(set), key);
  };
  return Object.assign(result, {
    of: (slot: Slot, epoch: number): SetPlace => {
      result.turned = false;
      const set = at(slot);
      if (set !== noSet) turn(set, epoch);
      return set;
    },
    open: (slot: Slot, epoch: number): SetPlace => {
      if (inUse.used === bound) makeRoom(noSet, epoch);
      const set = inUse.take() as SetPlace;
      slots[set] = slot;
      epochs[set] = epoch;
      ports[set] = handshakes[set] = 0;
      places[slot] = set + 1;
      return set;
    },
    add: (set: SetPlace, key: number): boolean => {
      if (halves.has(current(set), key) || !addNew(set, key)) return false;
      if (!halves.has(previous(set), key)) count(set, key, 1);
      return true;
    },
    portsIn: (set: SetPlace): number => ports[set] ?? 0,
    handshakesIn: (set: SetPlace): number => handshakes[set] ?? 0,
    remove: (slot: Slot, key: number): void => {
      const set = at(slot);
      if (set === noSet || !halves.has(current(set), key)) return;
      halves.remove(current(set), key);
      if (!halves.has(previous(set), key)) count(set, key, -1);
    },
    turnBack: (slot: Slot): void => {
      const set = at(slot);
      if (set === noSet) return;
      halves.empty(current(set));
      goTo(set, (epochs[set] ?? 0) - 1, previous(set));
    },
    peek: (slot: Slot, epoch: number): Count | undefined => {
      const set = at(slot);
      if (set === noSet) return undefined;
      if (epoch <= (epochs[set] ?? 0)) return { ports: ports[set] ?? 0, handshakes: handshakes[set] ?? 0 };
      return { ports: halves.portsIn(current(set)), handshakes: halves.handshakesIn(current(set)) };
    },
    close,
    at,
    epochOf: (set: SetPlace): number => epochs[set] ?? 0,
    bits: (set: SetPlace, when: 'current' | 'previous', plane: number): Int32Array | undefined =>
      halves.bits(when === 'current' ? current(set) : previous(set), plane),
  });
}
