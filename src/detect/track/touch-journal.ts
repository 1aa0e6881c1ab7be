import type { Slot } from '../table/address-table.ts';
import { pairWords } from './recent-pairs.ts';
import { type Snapshot, stateWords, type Touched } from './source-states.ts';

/** Touches of all sources that can be taken back: a flood of 50,000 a second leaves an answer 160 ms. */
export const maxJournal = 8_192;
/** Of one source its last ones, and for so long (milliseconds). */
export const mostOfOne = 256;
export const journalTime = 30_000;

/** One touch that was counted. */
export interface JournalTouch extends Touched {
  readonly number: number;
  /** As `WindowPorts`. */
  readonly change: number;
  /** The rank that its source had before. */
  readonly rank: number;
  /** It was the first of its source, of which nothing was known before. */
  readonly isFirst: boolean;
}

/** The last touches, in a ring, so that one can be taken back as if it had not been. Takes 200 bytes a touch. */
export interface Journal {
  /**
   * Takes down a touch before it is counted; of a source that was known the caller then saves the state to what is returned.
   * @param isFresh its source has just come into its slot
   */
  begin(slot: Slot, isFresh: boolean, isStranger: boolean, touch: Touched, rank: number): Snapshot;
  /** What counting it did to the set. */
  end(change: number): void;
  /** The state of its source before; the same object each time. */
  stateBefore(entry: JournalTouch): Snapshot;
  /** The touches of a source that can be taken back still, newest first. */
  of(slot: Slot, now: number): JournalTouch[];
  /** Forgets some of those that were found for a source. */
  forget(slot: Slot, entries: readonly JournalTouch[]): void;
  clear(): void;
}

/** The slot, what is known of the touch, the one before it, its target, its time, and the state. */
const stride = 18;
const at = { slot: 0, about: 1, before: 2, target: 3, time: 4, state: 6 } as const;
if (at.state + stateWords > stride) throw new RangeError('The state of a source does not fit a touch');
/** In one word: 18 bits of the key, two of the rank, three of the change, and these. */
const shift = { rank: 18, change: 20 } as const;
/**
 * Nothing was known of the source; what stands before it was another's who had its slot; it was taken back, and stands here to
 * say that.
 */
const marks = { stranger: 1 << 23, fresh: 1 << 24, gone: 1 << 25 } as const;

/** @param bound touches at most, a power of two */
export function createJournal(bound = maxJournal): Journal {
  const words = new Int32Array(bound * stride);
  const times = new Float64Array(words.buffer);
  /** Few sources have any: they stand apart. */
  const snapshot: Snapshot = { words, at: 0, pairs: new Int32Array(bound * pairWords), pairsAt: 0 };
  /** Touches are numbered from 1 on. Those of a source stand in one row, which few others share; here is its newest. */
  const newest = new Int32Array(bound * 2);
  const rowOf = (slot: Slot): number => slot & (newest.length - 1);
  let last = 0;
  const placeOf = (number: number): number => (number & (bound - 1)) * stride;
  const word = (number: number, field: number): number => words[placeOf(number) + field] ?? 0;
  const snapshotOf = (number: number): Snapshot => {
    snapshot.at = placeOf(number) + at.state;
    snapshot.pairsAt = (number & (bound - 1)) * pairWords;
    return snapshot;
  };
  /** Numbers wrap after 2^32 touches. */
  const isLive = (number: number): boolean => number !== 0 && (last - number) >>> 0 < bound;
  const has = (number: number, mark: number): boolean => (word(number, at.about) & mark) !== 0;
  const addTo = (number: number, bits: number): void => {
    words[placeOf(number) + at.about] = word(number, at.about) | bits;
  };
  const entryOf = (number: number): JournalTouch => {
    const about = word(number, at.about);
    return {
      number,
      key: about & 0x3ffff,
      target: word(number, at.target),
      time: times[(placeOf(number) + at.time) >>> 1] ?? 0,
      change: (about >>> shift.change) & 7,
      rank: (about >>> shift.rank) & 3,
      isFirst: has(number, marks.stranger),
    };
  };
  return {
    begin: (slot, isFresh, isStranger, { target, key, time }, rank) => {
      last = (last + 1) | 0 || 1;
      const place = placeOf(last);
      const row = rowOf(slot);
      words[place + at.slot] = slot;
      words[place + at.target] = target;
      words[place + at.about] =
        key | (rank << shift.rank) | (isStranger ? marks.stranger : 0) | (isFresh ? marks.fresh : 0);
      words[place + at.before] = newest[row] ?? 0;
      newest[row] = last;
      times[(place + at.time) >>> 1] = time;
      return snapshotOf(last);
    },
    end: change => {
      if (change !== 0) addTo(last, change << shift.change);
    },
    stateBefore: ({ number }) => snapshotOf(number),
    of: (slot, now) => {
      const found: JournalTouch[] = [];
      let number = newest[rowOf(slot)] ?? 0;
      for (let i = 0; i < mostOfOne && isLive(number); i++, number = word(number, at.before)) {
        if (word(number, at.slot) !== slot) continue;
        const entry = entryOf(number);
        if (Math.abs(now - entry.time) > journalTime) break;
        if (!has(number, marks.gone)) found.push(entry);
        if (has(number, marks.stranger | marks.fresh)) break;
      }
      return found;
    },
    forget: (slot, entries) => {
      const gone = new Set(entries.map(({ number }) => number));
      let newer = 0;
      for (let number = newest[rowOf(slot)] ?? 0; gone.size > 0 && isLive(number); ) {
        const older = word(number, at.before);
        const isGone = gone.delete(number);
        const stays = has(number, marks.fresh);
        if (isGone && stays) addTo(number, marks.gone);
        if (!isGone || stays) newer = number;
        else if (newer === 0) newest[rowOf(slot)] = older;
        else words[placeOf(newer) + at.before] = older;
        number = older;
      }
    },
    clear: () => newest.fill(0),
  };
}
