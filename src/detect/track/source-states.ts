import type { Moment } from '../../net/lapsing-set.ts';
import type { Slot } from '../table/address-table.ts';
import { remembered } from './ports/recent-ports.ts';
import { createWindowPorts, type WindowPorts } from './ports/window-ports.ts';
import { isFaded, raised, waited } from './slow-rule.ts';
import { stampOf } from './stamps.ts';
import { createWindowPairs, placeWords, type WindowPairs } from './window-pairs.ts';

/** A touch by its target as `createTargetWords` has it, its port as `keyOf`, and its time (milliseconds). */
export interface Touched {
  readonly target: number;
  readonly key: number;
  readonly time: number;
}

/** A touch with its time as the parts of a state tell it, so that none has to make a number of it. */
interface TouchInHand extends Touched {
  readonly tick: number;
  readonly stamp: number;
  /** Number of its window. */
  readonly epoch: number;
}

/** Where a state is written to: `stateWords` words from `at` on, and pairs, where a source has any, from `pairsAt` on. */
export interface Snapshot {
  readonly words: Int32Array;
  at: number;
  readonly pairs: Int32Array;
  pairsAt: number;
}

/** What is kept of each source, by its slot, and what a touch does to it. */
export interface SourceStates {
  /** Nothing is known of a source any more: its slot is another's, or it never touched anything. */
  clear(slot: Slot): void;
  /** Nothing is known of it. */
  isEmpty(slot: Slot): boolean;
  /** Its last port, as `keyOf`, and when it came first (ticks). */
  lastOf(slot: Slot): number;
  firstOf(slot: Slot): number;
  /** Of a source of which nothing is known: that it touched a port first and last at that tick. */
  recall(slot: Slot, key: number, tick: number): void;
  /**
   * Counts a touch; the ports of its source then stand in `seen`, and its pairs in `pairs`.
   * @param isStranger as `isEmpty`
   * @param ports `trigger.packet`
   * @param isExact as `WindowPairs`
   */
  touch(slot: Slot, isStranger: boolean, touch: TouchInHand, ports: number, isExact: boolean): void;
  readonly seen: WindowPorts;
  readonly pairs: WindowPairs;
  hitsOf(slot: Slot): number;
  /** The score of the slow rule. */
  scoreOf(slot: Slot): number;
  /** Whether the touches of a source come in more than one visit. */
  isSlow(slot: Slot): boolean;
  /** Brings `seen` and `pairs` to what a touch at that time would find, without one, and says the rest of that. */
  peek(slot: Slot, at: Moment): { readonly hits: number; readonly score: number };
  /** Other windows have other times: counting starts anew, what is remembered stays. */
  setWindow(milliseconds: number, slots: number): void;
  /** Writes what is kept of a source, but for its set, or puts it back. */
  save(slot: Slot, into: Snapshot): void;
  restore(slot: Slot, from: Snapshot): void;
}

export const stateWords = 4 + remembered + placeWords;

/** Where a part of a state stands in a snapshot. */
export const snapshotPlaces = {
  hits: 0,
  first: 1,
  last: 2,
  score: 3,
  ports: 4,
  state: 4 + remembered,
  only: 5 + remembered,
} as const;

/** Times of a source are told in eighths of a second, in 32 bits that wrap after 17 years (milliseconds). */
export const tickLength = 125;
/** Touches further apart than this are two visits, as of a scanner that takes its time (ticks). */
const visitGap = 60_000 / tickLength;
const maxHits = 0xffff_ffff;
export const tickOf = ({ time }: Moment): number => Math.floor(time / tickLength) | 0;

/** @param pages as `createPortSets` */
export function createSourceStates(capacity: number, pages: number): SourceStates {
  const seen = createWindowPorts(capacity, pages);
  const pairs = createWindowPairs(capacity, seen.recent);
  const hits = new Uint32Array(capacity);
  const first = new Int32Array(capacity);
  const last = new Int32Array(capacity);
  const score = new Float32Array(capacity);
  /** The same, bit by bit. */
  const scoreBits = new Int32Array(score.buffer);
  let window = 0;

  const begin = (slot: Slot, tick: number): void => {
    hits[slot] = score[slot] = 0;
    first[slot] = last[slot] = tick;
  };
  const clear = (slot: Slot, tick: number): void => {
    seen.clear(slot);
    pairs.clear(slot);
    begin(slot, tick);
  };
  const gapTo = (slot: Slot, tick: number): number => (tick - (last[slot] ?? 0)) | 0;
  const scoreAfter = (slot: Slot, gap: number): number => waited(score[slot] ?? 0, gap * tickLength);
  const isOver = (gap: number): boolean => Math.abs(gap) > window / tickLength;
  /** Set back that far the clock cannot tell how long it was: that is no reason to accuse anybody. */
  const isForgotten = (gap: number, left: number): boolean => isOver(gap) && (gap < 0 || isFaded(left));
  /** Lets the time since the last touch pass. */
  const pass = (slot: Slot, tick: number): void => {
    const gap = gapTo(slot, tick);
    if (gap === 0) return;
    last[slot] = tick;
    score[slot] = scoreAfter(slot, gap);
    if (!isOver(gap)) return;
    if (isForgotten(gap, score[slot] ?? 0)) {
      clear(slot, tick);
    } else {
      hits[slot] = 0;
      seen.age(slot);
      pairs.clear(slot);
    }
  };
  return {
    clear: slot => clear(slot, 0),
    isEmpty: seen.isEmpty,
    lastOf: seen.recent.lastOf,
    firstOf: slot => first[slot] ?? 0,
    recall: (slot, key, tick) => {
      begin(slot, tick);
      score[slot] = 1;
      seen.recent.recall(slot, key);
    },
    touch: (slot, isStranger, { target, key, tick, stamp, epoch }, ports, isExact) => {
      if (isStranger) begin(slot, tick);
      else pass(slot, tick);
      hits[slot] = Math.min((hits[slot] ?? 0) + 1, maxHits);
      pairs.touch(slot, target, key, stamp, isExact);
      seen.touch(slot, key, stamp, epoch);
      if (seen.isNew) score[slot] = raised(score[slot] ?? 0, ports);
    },
    seen,
    pairs,
    hitsOf: slot => hits[slot] ?? 0,
    scoreOf: slot => score[slot] ?? 0,
    isSlow: slot => Math.abs(((last[slot] ?? 0) - (first[slot] ?? 0)) | 0) > visitGap,
    peek: (slot, at) => {
      const gap = gapTo(slot, tickOf(at));
      const left = Math.fround(scoreAfter(slot, gap));
      const stamp = stampOf(at, window);
      seen.peek(slot, stamp, Math.floor(at.time / window));
      pairs.peek(slot, stamp);
      if (!isOver(gap)) return { hits: hits[slot] ?? 0, score: left };
      seen.peekAged(slot);
      pairs.peekCleared();
      return { hits: 0, score: isForgotten(gap, left) ? 0 : left };
    },
    setWindow: (milliseconds, slots) => {
      window = milliseconds;
      for (let slot = 0; slot < slots; slot++) {
        seen.age(slot as Slot);
        pairs.clear(slot as Slot);
      }
    },
    save: (slot, into) => {
      const { words, at } = into;
      words[at] = hits[slot] ?? 0;
      words[at + 1] = first[slot] ?? 0;
      words[at + 2] = last[slot] ?? 0;
      words[at + 3] = scoreBits[slot] ?? 0;
      seen.save(slot, words, at + 4);
      pairs.save(slot, words, at + 4 + remembered, into.pairs, into.pairsAt);
    },
    restore: (slot, from) => {
      const { words, at } = from;
      hits[slot] = words[at] ?? 0;
      first[slot] = words[at + 1] ?? 0;
      last[slot] = words[at + 2] ?? 0;
      scoreBits[slot] = words[at + 3] ?? 0;
      seen.restore(slot, words, at + 4);
      pairs.restore(slot, words, at + 4 + remembered, from.pairs, from.pairsAt);
    },
  };
}
