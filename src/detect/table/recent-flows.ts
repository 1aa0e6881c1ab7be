import { createFlowHash, type Flow, flowHash, flowWords, writeFlow } from './flow-key.ts';

/** The conversations that were met last. Every step takes the same time and allocates nothing. */
export interface RecentFlows {
  saw(flow: Flow): void;
  /** It was met; it counts as met now. */
  holds(flow: Flow): boolean;
}

/**
 * Remembers the last `capacity` at least, and twice as many at most, in 32 bytes for each of so many. They are told apart by
 * 64 bits that nobody outside can aim at, so that each question costs one look at the memory: of a million conversations
 * none is taken for another in all but one case of a million.
 * @param capacity conversations, a power of two
 */
export function createRecentFlows(capacity: number): RecentFlows {
  const words = new Int32Array(flowWords);
  let newer = createHalf(capacity);
  let older = createHalf(capacity);
  const put = (first: number, second: number): void => {
    if (newer.isFull()) {
      [newer, older] = [older, newer];
      newer.clear();
    }
    newer.put(first, second);
  };
  const saw = (flow: Flow): void => {
    writeFlow(words, flow);
    const first = flowHash(words, 0);
    const second = secondOf(words);
    if (!newer.has(first, second)) put(first, second);
  };
  return {
    saw,
    holds: flow => {
      writeFlow(words, flow);
      const first = flowHash(words, 0);
      const second = secondOf(words);
      if (newer.has(first, second)) return true;
      if (!older.has(first, second)) return false;
      put(first, second);
      return true;
    },
  };
}

const otherHash = createFlowHash();

/** Another hash of the same words, never 0. */
const secondOf = (words: Int32Array): number => otherHash(words, 0) || 1;

/** Open addressing, linear probing, half full at most. */
function createHalf(capacity: number) {
  const places = capacity * 2;
  const entries = new Int32Array(places * 2);
  let size = 0;
  /** Where it is, or where it may stand. */
  const placeOf = (first: number, second: number): number => {
    let place = first & (places - 1);
    while (
      entries[2 * place + 1] !== 0 &&
      (entries[2 * place] !== first || entries[2 * place + 1] !== second)
    )
      place = (place + 1) & (places - 1);
    return place;
  };
  return {
    isFull: (): boolean => size === capacity,
    has: (first: number, second: number): boolean => entries[2 * placeOf(first, second) + 1] !== 0,
    put: (first: number, second: number): void => {
      const place = placeOf(first, second);
      entries[2 * place] = first;
      entries[2 * place + 1] = second;
      size++;
    },
    clear: (): void => {
      entries.fill(0);
      size = 0;
    },
  };
}
