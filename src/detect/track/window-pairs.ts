import type { Slot } from '../table/address-table.ts';
import type { LanPorts } from './lan.ts';
import { type RecentPorts, remembered } from './ports/recent-ports.ts';
import { createRecentPairs } from './recent-pairs.ts';

/**
 * The pairs of an address of this host and a port of every source within a window. Most sources touch one address: of
 * them that address is known, and their ports are in their memory anyway.
 */
export interface WindowPairs {
  /**
   * Notes that a source touched a port of an address; to be called before `recent` hears of it.
   * @param target as `createTargetWords`
   * @param stamp of the time, as `stampOf`
   * @param isExact false where a source with more than `remembered` ports at its first address is named for them anyway
   */
  touch(slot: Slot, target: number, key: number, stamp: number, isExact: boolean): void;
  /** A sweep of many addresses: as `RecentPairs`. */
  readonly isSweep: boolean;
  readonly isProven: boolean;
  /** Of a source whose touches were exact: as `RecentPairs`, at the time of the last `touch` or `peek`. */
  isOfLan(slot: Slot, lan: LanPorts, proven: boolean): boolean;
  /** As a touch would find the source, without one. */
  peek(slot: Slot, stamp: number): void;
  /** As `peek` after `clear`. */
  peekCleared(): void;
  readonly clear: (slot: Slot) => void;
  /**
   * Writes what is known of a source, `placeWords` words from `at` on, and its pairs, or puts them back. They come apart
   * since most have none.
   */
  readonly save: (slot: Slot, into: Int32Array, at: number, pairs: Int32Array, pairsAt: number) => void;
  readonly restore: (slot: Slot, from: Int32Array, at: number, pairs: Int32Array, pairsAt: number) => void;
}

export const placeWords = 2;

/** What is known of a source: nothing, the one address that it has touched, or its pairs. */
const states = { nothing: 0, address: 1, pairs: 2 } as const;

export function createWindowPairs(capacity: number, recent: Pick<RecentPorts, 'entryAt'>): WindowPairs {
  const pairs = createRecentPairs(capacity);
  const state = new Uint8Array(capacity);
  const only = new Int32Array(capacity);
  const result = { isSweep: false, isProven: false };
  /** Of the last question; -1 when nothing counted then. */
  let asked = -1;

  const tell = (isSweep: boolean, isProven: boolean): void => {
    result.isSweep = isSweep;
    result.isProven = isProven;
  };
  /** From now on the pairs of a source are remembered, those with its first address too. */
  const open = (slot: Slot): void => {
    if (state[slot] === states.address)
      for (let place = 0, to = 0; place < remembered; place++) {
        const entry = recent.entryAt(slot, place);
        if (entry > 0) pairs.add(slot, to++, only[slot] ?? 0, entry);
      }
    state[slot] = states.pairs;
  };
  return Object.assign(result, {
    touch: (slot: Slot, target: number, key: number, stamp: number, isExact: boolean): void => {
      if (state[slot] !== states.pairs) {
        if (!isExact && (state[slot] === states.nothing || only[slot] === target)) {
          state[slot] = states.address;
          only[slot] = target;
          tell(false, false);
          return;
        }
        open(slot);
      }
      asked = stamp;
      pairs.touch(slot, target, key, asked);
      tell(pairs.isSweep, pairs.isProven);
    },
    isOfLan: (slot: Slot, lan: LanPorts, proven: boolean): boolean =>
      asked >= 0 && pairs.isOfLan(slot, lan, asked, proven),
    peek: (slot: Slot, stamp: number): void => {
      asked = stamp;
      if (state[slot] === states.pairs) pairs.peek(slot, asked);
      tell(state[slot] === states.pairs && pairs.isSweep, state[slot] === states.pairs && pairs.isProven);
    },
    peekCleared: (): void => {
      asked = -1;
      tell(false, false);
    },
    clear: (slot: Slot): void => {
      if (state[slot] === states.pairs) pairs.clear(slot);
      state[slot] = states.nothing;
    },
    save: (slot: Slot, into: Int32Array, at: number, to: Int32Array, pairsAt: number): void => {
      into[at] = state[slot] ?? 0;
      into[at + 1] = only[slot] ?? 0;
      if (state[slot] === states.pairs) pairs.save(slot, to, pairsAt);
    },
    restore: (slot: Slot, words: Int32Array, at: number, from: Int32Array, pairsAt: number): void => {
      if (state[slot] === states.pairs) pairs.clear(slot);
      state[slot] = words[at] ?? 0;
      only[slot] = words[at + 1] ?? 0;
      if (state[slot] === states.pairs) pairs.restore(slot, from, pairsAt);
    },
  });
}
