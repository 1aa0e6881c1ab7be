import type { Slot } from '../../table/address-table.ts';
import { createPortSets, noSet, type PortSets, type SetPlace } from './port-sets.ts';
import { createRecentPorts, type RecentPorts, remembered } from './recent-ports.ts';

/** The distinct ports of every source within a window: of a few its own memory says it, of more a set of ports. */
export interface WindowPorts {
  /**
   * Notes that a source touched a port; the result stands in the fields below.
   * @param stamp of the time, as `stampOf`, with the same window until `age` was called for all
   * @param epoch number of the window
   */
  touch(slot: Slot, key: number, stamp: number, epoch: number): void;
  /** The port was not among those remembered. */
  readonly isNew: boolean;
  /** Distinct ports that count, and how many of them with a finished handshake. */
  readonly ports: number;
  readonly handshakes: number;
  /** Distinct ports remembered, whether they still count or not. */
  readonly known: number;
  /** What the touch did to the set of its source, for `undo`. */
  readonly change: number;
  /** Takes back from the set what a touch did, the last one of its source that was not taken back yet. */
  undo(slot: Slot, key: number, change: number): void;
  /** As a touch within the window would find the source, without one: the result stands in the fields above. */
  peek(slot: Slot, stamp: number, epoch: number): void;
  /** As `peek` after `age`. */
  peekAged(slot: Slot): void;
  /** Nothing is remembered of the source. */
  readonly isEmpty: (slot: Slot) => boolean;
  /** The few ports of each source that its own memory holds. */
  readonly recent: RecentPorts;
  /** The ports of the few sources that have more. */
  readonly sets: PortSets;
  /** Writes what is remembered but for the set to `into` from `at` on, `remembered` words, or puts it back. */
  readonly save: (slot: Slot, into: Int32Array, at: number) => void;
  readonly restore: (slot: Slot, from: Int32Array, at: number) => void;
  /** Nothing that a source did counts any more; a few ports stay remembered. */
  age(slot: Slot): void;
  /** The slot is another's now. */
  clear(slot: Slot): void;
}

/** Changes of a set of ports: a port was added, it was opened, it went over to the next window. */
const changes = { added: 1, opened: 2, turned: 4 } as const;

/** @param pages as `createPortSets` */
export function createWindowPorts(capacity: number, pages: number): WindowPorts {
  const recent = createRecentPorts(capacity);
  const sets = createPortSets(capacity, pages);
  const result = { isNew: false, ports: 0, handshakes: 0, known: 0, change: 0 };

  const openSet = (slot: Slot, epoch: number): SetPlace => {
    const set = sets.open(slot, epoch);
    sets.add(set, recent.displaced);
    for (let place = 0; place < remembered; place++) {
      const key = recent.keyAt(slot, place);
      if (key !== 0) sets.add(set, key);
    }
    return set;
  };
  const setOf = (slot: Slot, key: number, epoch: number): SetPlace => {
    const set = sets.of(slot, epoch);
    result.change = sets.turned ? changes.turned : 0;
    if (set !== noSet && sets.portsIn(set) > remembered) {
      if (sets.add(set, key)) result.change |= changes.added;
      return set;
    }
    // So few ports in the whole of the last window are all remembered.
    if (set !== noSet) sets.close(slot);
    if (recent.displaced === 0) return noSet;
    result.change |= changes.opened;
    return openSet(slot, epoch);
  };
  return Object.assign(result, {
    touch: (slot: Slot, key: number, stamp: number, epoch: number): void => {
      recent.touch(slot, key, stamp);
      const set = setOf(slot, key, epoch);
      result.isNew = recent.isNew;
      result.known = recent.known;
      result.ports = recent.ports;
      result.handshakes = recent.handshakes;
      if (set === noSet) return;
      result.ports = Math.max(recent.ports, sets.portsIn(set));
      result.handshakes = Math.max(recent.handshakes, sets.handshakesIn(set));
    },
    undo: (slot: Slot, key: number, change: number): void => {
      if ((change & changes.opened) !== 0) sets.close(slot);
      if ((change & changes.added) !== 0) sets.remove(slot, key);
      if ((change & changes.turned) !== 0) sets.turnBack(slot);
    },
    peek: (slot: Slot, stamp: number, epoch: number): void => {
      recent.recount(slot, stamp);
      const found = sets.peek(slot, epoch);
      const set = found !== undefined && found.ports > remembered ? found : recent;
      result.known = recent.known;
      result.ports = Math.max(recent.ports, set.ports);
      result.handshakes = Math.max(recent.handshakes, set.handshakes);
    },
    peekAged: (slot: Slot): void => {
      result.known = recent.knownOf(slot);
      result.ports = result.handshakes = 0;
    },
    isEmpty: recent.isEmpty,
    recent,
    sets,
    save: recent.save,
    restore: recent.restore,
    age: (slot: Slot): void => {
      recent.age(slot);
      sets.close(slot);
    },
    clear: (slot: Slot): void => {
      recent.clear(slot);
      sets.close(slot);
    },
  });
}
