import { nowhere, type Slot } from '../table/address-table.ts';
import { clearPort, createPages, hasPort, type Page, setPort } from './port-pages.ts';
import { isHandshake, planes } from './recent-ports.ts';

/** 8 KiB for the ports of one source in one window, TCP, UDP and handshakes apart: 8 MiB in all, once they are needed. */
export const maxPages = 1024;
/** As many as the highest plane, and none for 0. */
const planeCount = 1 + Math.max(...Object.values(planes));
/** Sets looked at to find one that gives way. */
const candidates = 8;

/** Distinct ports, and how many of them with a finished handshake. */
interface Count {
  ports: number;
  handshakes: number;
}

/** What was touched in one window of the clock. */
interface Half extends Count {
  readonly pages: (Page | undefined)[];
}

/** A source's ports of this window of the clock and of the one before. */
export interface PortSet extends Count {
  slot: Slot;
  /** Number of the window. */
  epoch: number;
  current: Half;
  previous: Half;
}

/** Exact counts for sources with more ports than are remembered of each. They count for one to two windows. */
export interface PortSets {
  /** The set of a source, brought up to this window, if it has one. */
  of(slot: Slot, epoch: number): PortSet | undefined;
  open(slot: Slot, epoch: number): PortSet;
  /** Notes a port, true when it was not noted in this window; when there is no page for it the count stands still. */
  add(set: PortSet, key: number): boolean;
  /** The last `of` found a set of ports of the window before. */
  readonly turned: boolean;
  /** Takes a port out again that was added in this window. */
  remove(slot: Slot, key: number): void;
  /** Goes back to the window before, when nothing is noted in this one any more; what that had to forget stays so. */
  turnBack(slot: Slot): void;
  /** As `of`, without bringing it up to this window: how many ports would count. */
  peek(slot: Slot, epoch: number): Readonly<Count> | undefined;
  close(slot: Slot): void;
  /** The set of a source as it stands, for who only looks. */
  at(slot: Slot): PortSet | undefined;
}

/** @param bound pages at most, for tests */
export function createPortSets(capacity: number, bound = maxPages): PortSets {
  const pages = createPages(bound);
  const sets: PortSet[] = [];
  /** Closed ones, to be used again: in a flood they come and go by the thousand. */
  const spare: PortSet[] = [];
  /** Place of a source's set in the list + 1. */
  const places = new Uint16Array(capacity);
  let hand = 0;
  const result = { turned: false };

  const empty = (half: Half): void => {
    for (let plane = 0; plane < planeCount; plane++) {
      const page = half.pages[plane];
      if (page === undefined) continue;
      pages.give(page);
      half.pages[plane] = undefined;
    }
    half.ports = half.handshakes = 0;
  };
  /** Nearly no source has one, and an array is slow to tell that it has no place -1. */
  const setAt = (slot: Slot): PortSet | undefined => {
    const place = places[slot] ?? 0;
    return place === 0 ? undefined : sets[place - 1];
  };
  const close = (slot: Slot): void => {
    const place = (places[slot] ?? 0) - 1;
    const set = setAt(slot);
    const last = sets.at(-1);
    if (set === undefined || last === undefined) return;
    empty(set.current);
    empty(set.previous);
    sets[place] = last;
    places[last.slot] = place + 1;
    places[slot] = 0;
    sets.pop();
    spare.push(set);
  };
  const turn = (set: PortSet, epoch: number): void => {
    // Behind the set's window the clock was set back, by less than a window: nothing is over.
    if (epoch <= set.epoch) return;
    result.turned = true;
    const { current, previous } = set;
    empty(previous);
    set.epoch = epoch;
    set.current = previous;
    set.previous = current;
    set.ports = current.ports;
    set.handshakes = current.handshakes;
  };
  /** The next few sets in turn, whichever source they are of: the one that says least gives way, to all but itself. */
  const makeRoom = (keep: PortSet): void => {
    let least: PortSet | undefined;
    let leastWorth = Number.POSITIVE_INFINITY;
    for (let i = 0; i < candidates; i++) {
      hand = (hand + 1) % sets.length;
      const set = sets[hand];
      if (set === undefined || set === keep) continue;
      const its = worth(set, keep.epoch);
      if (its >= leastWorth) continue;
      least = set;
      leastWorth = its;
    }
    if (least !== undefined) close(least.slot);
  };
  const takePage = (set: PortSet): Page | undefined => {
    const page = pages.take();
    if (page !== undefined) return page;
    makeRoom(set);
    return pages.take();
  };
  return Object.assign(result, {
    of: (slot: Slot, epoch: number): PortSet | undefined => {
      result.turned = false;
      const set = setAt(slot);
      if (set !== undefined) turn(set, epoch);
      return set;
    },
    open: (slot: Slot, epoch: number): PortSet => {
      const set = spare.pop() ?? blankSet();
      set.slot = slot;
      set.epoch = epoch;
      set.ports = set.handshakes = 0;
      places[slot] = sets.push(set);
      return set;
    },
    add: (set: PortSet, key: number): boolean => {
      const plane = key >>> 16;
      const port = key & 0xffff;
      if (hasPort(set.current.pages[plane], port)) return false;
      const page = set.current.pages[plane] ?? takePage(set);
      if (page === undefined) return false;
      set.current.pages[plane] = page;
      setPort(page, port);
      count(set.current, key, 1);
      if (!hasPort(set.previous.pages[plane], port)) count(set, key, 1);
      return true;
    },
    remove: (slot: Slot, key: number): void => {
      const set = setAt(slot);
      const [plane, port] = [key >>> 16, key & 0xffff];
      const page = set?.current.pages[plane];
      if (set === undefined || page === undefined || !hasPort(page, port)) return;
      clearPort(page, port);
      count(set.current, key, -1);
      if (!hasPort(set.previous.pages[plane], port)) count(set, key, -1);
    },
    turnBack: (slot: Slot): void => {
      const set = setAt(slot);
      if (set === undefined) return;
      const { current, previous } = set;
      empty(current);
      Object.assign(set, { epoch: set.epoch - 1, current: previous, previous: current });
      set.ports = previous.ports;
      set.handshakes = previous.handshakes;
    },
    peek: (slot: Slot, epoch: number): Readonly<Count> | undefined => {
      const set = setAt(slot);
      return set === undefined || epoch <= set.epoch ? set : set.current;
    },
    close,
    at: setAt,
  });
}

const blankHalf = (): Half => ({ ports: 0, handshakes: 0, pages: new Array(planeCount).fill(undefined) });
const blankSet = (): PortSet => ({
  slot: nowhere,
  epoch: 0,
  ports: 0,
  handshakes: 0,
  current: blankHalf(),
  previous: blankHalf(),
});

function count(into: Count, key: number, by: 1 | -1): void {
  into.ports += by;
  if (isHandshake(key)) into.handshakes += by;
}

/** Who has not been seen for a window gives way first, a proven address last, and else the fewest ports. */
const worth = (set: PortSet, epoch: number): number =>
  epoch - set.epoch > 1 ? -1 : set.ports + set.handshakes * 65_536;
