import { createFlowHash, type Flow, flowHash, flowWords, writeFlow } from './flow-key.ts';

/** The conversations that were met last. Every step takes the same time and allocates nothing. */
export interface RecentFlows {
  /** It was met at `now` (milliseconds of any one clock). */
  saw(flow: Flow, now: number): void;
  /**
   * It was met within so many milliseconds, those for which this remembers when they are left out; it stays as long as one
   * met now. A clock set back makes nothing older.
   */
  holds(flow: Flow, now: number, within?: number): boolean;
}

/**
 * Remembers the last `capacity` at least, and twice as many at most, in 64 bytes for each of so many. They are told apart by
 * 64 bits that nobody outside can aim at, so that each question costs one look at the memory: of a million conversations
 * none is taken for another in all but one case of a million.
 * @param capacity conversations, a power of two
 * @param lasting milliseconds for which each is remembered, as long as there is room when it is left out
 */
export function createRecentFlows(capacity: number, lasting = Number.POSITIVE_INFINITY): RecentFlows {
  const words = new Int32Array(flowWords);
  const halves = createHalves(capacity);
  let newer = 0;
  /** In the newer half. */
  let size = 0;
  const turn = (): void => {
    newer = 1 - newer;
    size = 0;
    halves.clear(newer);
  };
  const put = (first: number, second: number, time: number): void => {
    if (size === capacity) turn();
    size++;
    halves.put(halves.placeOf(newer, first, second), first, second, time);
  };
  return {
    saw: (flow, now) => {
      writeFlow(words, flow);
      const first = flowHash(words, 0);
      const second = secondOf(words);
      const place = halves.placeOf(newer, first, second);
      if (halves.has(place)) halves.put(place, first, second, now);
      else put(first, second, now);
    },
    holds: (flow, now, within = lasting) => {
      writeFlow(words, flow);
      const first = flowHash(words, 0);
      const second = secondOf(words);
      const place = halves.placeOf(newer, first, second);
      if (halves.has(place)) return now - halves.timeAt(place) <= within;
      const before = halves.placeOf(1 - newer, first, second);
      const time = halves.timeAt(before);
      if (!halves.has(before) || now - time > within) return false;
      put(first, second, time);
      return true;
    },
  };
}

const otherHash = createFlowHash();

/** Another hash of the same words, never 0. */
const secondOf = (words: Int32Array): number => otherHash(words, 0) || 1;

/**
 * Two halves of one memory, so that V8 compiles each step once, not for either half. In each: open addressing, linear probing,
 * half full at most.
 */
function createHalves(capacity: number) {
  const places = capacity * 2;
  /** Of each place both hashes, then the time, which takes two words. */
  const entries = new Int32Array(2 * places * 4);
  const times = new Float64Array(entries.buffer);
  const has = (place: number): boolean => entries[4 * place + 1] !== 0;
  return {
    has,
    /** Where it is in that half (0 or 1), or where it may stand there. */
    placeOf: (half: number, first: number, second: number): number => {
      const start = half * places;
      let place = start + (first & (places - 1));
      while (has(place) && (entries[4 * place] !== first || entries[4 * place + 1] !== second))
        place = start + ((place + 1) & (places - 1));
      return place;
    },
    timeAt: (place: number): number => times[2 * place + 1] ?? 0,
    put: (place: number, first: number, second: number, time: number): void => {
      entries[4 * place] = first;
      entries[4 * place + 1] = second;
      times[2 * place + 1] = time;
    },
    clear: (half: number): void => {
      entries.fill(0, half * places * 4, (half + 1) * places * 4);
    },
  };
}
