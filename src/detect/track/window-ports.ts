import { createPortSets, type PortSet } from './port-sets.ts';
import { createRecentPorts, type RecentPorts, remembered } from './recent-ports.ts';
import { stampOf } from './stamps.ts';

/** The distinct ports of every source within a window: of a few its own memory says it, of more a set of ports. */
export interface WindowPorts {
  /**
   * Notes that a source touched a port; the result stands in the fields below.
   * @param time milliseconds
   * @param window milliseconds, the same until `age` was called for all
   */
  touch(slot: number, key: number, time: number, window: number): void;
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
  undo(slot: number, key: number, change: number): void;
  /** As a touch within the window would find the source, without one: the result stands in the fields above. */
  peek(slot: number, time: number, window: number): void;
  /** As `peek` after `age`. */
  peekAged(slot: number): void;
  /** Nothing is remembered of the source. */
  readonly isEmpty: (slot: number) => boolean;
  /** The few ports of each source that its own memory holds. */
  readonly recent: RecentPorts;
  /** Writes what is remembered but for the set to `into` from `at` on, `remembered` words, or puts it back. */
  readonly save: (slot: number, into: Int32Array, at: number) => void;
  readonly restore: (slot: number, from: Int32Array, at: number) => void;
  /** Nothing that a source did counts any more; a few ports stay remembered. */
  age(slot: number): void;
  /** The slot is another's now. */
  clear(slot: number): void;
}

/** Changes of a set of ports: a port was added, it was opened, it went over to the next window. */
const changes = { added: 1, opened: 2, turned: 4 } as const;

/** @param pages as `createPortSets` */
export function createWindowPorts(capacity: number, pages: number): WindowPorts {
  const recent = createRecentPorts(capacity);
  const sets = createPortSets(capacity, pages);
  const result = { isNew: false, ports: 0, handshakes: 0, known: 0, change: 0 };

  const openSet = (slot: number, epoch: number): PortSet => {
    const set = sets.open(slot, epoch);
    sets.add(set, recent.displaced);
    for (let place = 0; place < remembered; place++) {
      const key = recent.keyAt(slot, place);
      if (key !== 0) sets.add(set, key);
    }
    return set;
  };
  const setOf = (slot: number, key: number, epoch: number): PortSet | undefined => {
    const set = sets.of(slot, epoch);
    result.change = sets.turned ? changes.turned : 0;
    if (set !== undefined && set.ports > remembered) {
      if (sets.add(set, key)) result.change |= changes.added;
      return set;
    }
    // So few ports in the whole of the last window are all remembered.
    if (set !== undefined) sets.close(slot);
    if (recent.displaced === 0) return undefined;
    result.change |= changes.opened;
    return openSet(slot, epoch);
  };
  return Object.assign(result, {
    touch: (slot: number, key: number, time: number, window: number): void => {
      recent.touch(slot, key, stampOf(time, window));
      const set = setOf(slot, key, Math.floor(time / window));
      result.isNew = recent.isNew;
      result.known = recent.known;
      result.ports = Math.max(recent.ports, set?.ports ?? 0);
      result.handshakes = Math.max(recent.handshakes, set?.handshakes ?? 0);
    },
    undo: (slot: number, key: number, change: number): void => {
      if ((change & changes.opened) !== 0) sets.close(slot);
      if ((change & changes.added) !== 0) sets.remove(slot, key);
      if ((change & changes.turned) !== 0) sets.turnBack(slot);
    },
    peek: (slot: number, time: number, window: number): void => {
      recent.recount(slot, stampOf(time, window));
      const found = sets.peek(slot, Math.floor(time / window));
      const set = found !== undefined && found.ports > remembered ? found : recent;
      result.known = recent.known;
      result.ports = Math.max(recent.ports, set.ports);
      result.handshakes = Math.max(recent.handshakes, set.handshakes);
    },
    peekAged: (slot: number): void => {
      result.known = recent.knownOf(slot);
      result.ports = result.handshakes = 0;
    },
    isEmpty: recent.isEmpty,
    recent,
    save: recent.save,
    restore: recent.restore,
    age: (slot: number): void => {
      recent.age(slot);
      sets.close(slot);
    },
    clear: (slot: number): void => {
      recent.clear(slot);
      sets.close(slot);
    },
  });
}
