import { type Flow, flowHash, flowWords, isFlowAt, writeFlow } from './flow-key.ts';
import { createRecency } from './recency.ts';
import { createSlotIndex } from './slot-index.ts';

/** Conversations and when each was last met. Every step takes the same time, however many there are, and allocates nothing. */
export interface FlowTable {
  /** It was met at `now`; when the table is full the one met longest ago makes room. */
  saw(flow: Flow, now: number): void;
  /** It was met within the time for which this table remembers. A clock that was set back makes nothing older. */
  holds(flow: Flow, now: number): boolean;
  readonly size: number;
}

/**
 * Takes 65 bytes a conversation when full, paid as they come.
 * @param capacity conversations at most, 4 to 2^24
 * @param lasting milliseconds for which each is remembered
 */
export function createFlowTable(capacity: number, lasting: number): FlowTable {
  const keys = new Int32Array(capacity * flowWords);
  const times = new Float64Array(capacity);
  const recency = createRecency(capacity);
  const wanted = new Int32Array(flowWords);
  const index = createSlotIndex(capacity);
  const result = { size: 0 };

  const find = (hashed: number): number => {
    for (let at = index.first(hashed); at >= 0; at = index.next(at, hashed)) {
      const slot = index.slotAt(at);
      if (isFlowAt(keys, slot * flowWords, wanted)) return slot;
    }
    return -1;
  };
  const vacate = (): number => {
    const slot = recency.victim();
    recency.remove(slot);
    index.remove(slot, flowHash(keys, slot * flowWords));
    return slot;
  };
  const takeIn = (hashed: number): number => {
    const slot = result.size < capacity ? result.size++ : vacate();
    keys.set(wanted, slot * flowWords);
    index.add(slot, hashed);
    recency.add(slot, 0);
    return slot;
  };
  return Object.assign(result, {
    saw: (flow: Flow, now: number): void => {
      writeFlow(wanted, flow);
      const hashed = flowHash(wanted, 0);
      const known = find(hashed);
      if (known >= 0) recency.touch(known);
      times[known >= 0 ? known : takeIn(hashed)] = now;
    },
    holds: (flow: Flow, now: number): boolean => {
      if (result.size === 0) return false;
      writeFlow(wanted, flow);
      const slot = find(flowHash(wanted, 0));
      return slot >= 0 && now - (times[slot] ?? 0) <= lasting;
    },
  });
}
