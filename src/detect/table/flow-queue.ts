import { type Flow, flowHash, flowWords, isFlowAt, readFlow, writeFlow } from './flow-key.ts';
import { createSlotIndex } from './slot-index.ts';

/**
 * Conversations in the order in which they came, each in a slot of its own, which a caller's arrays may have more about.
 * Every step takes the same time, however many there are, and none but `flowAt` allocates.
 */
export interface FlowQueue {
  /** The slot of this one, or -1. */
  find(flow: Flow): number;
  /** Puts one that is not in it at its end and returns the slot. There must be room. */
  add(flow: Flow): number;
  /** Takes out what is in this slot. */
  remove(slot: number): void;
  /** The slot of the one that came first, or -1. */
  first(): number;
  flowAt(slot: number): Flow;
  /** One taken out of the middle leaves a gap, which ends when it has become the first. */
  isFull(): boolean;
  readonly size: number;
}

/**
 * Takes 50 bytes a conversation, paid as they come.
 * @param capacity conversations at most, gaps included, 4 to 2^24
 */
export function createFlowQueue(capacity: number): FlowQueue {
  const keys = new Int32Array(capacity * flowWords);
  const isTaken = new Uint8Array(capacity);
  const wanted = new Int32Array(flowWords);
  const index = createSlotIndex(capacity);
  /** Of all that ever came, the number of the first that may still be in it, and of the next to come. */
  let [head, tail] = [0, 0];
  const result = { size: 0 };

  const skipGaps = (): void => {
    while (head < tail && isTaken[head % capacity] === 0) head++;
  };
  return Object.assign(result, {
    find: (flow: Flow): number => {
      writeFlow(wanted, flow);
      const hashed = flowHash(wanted, 0);
      for (let at = index.first(hashed); at >= 0; at = index.next(at, hashed)) {
        const slot = index.slotAt(at);
        if (isFlowAt(keys, slot * flowWords, wanted)) return slot;
      }
      return -1;
    },
    add: (flow: Flow): number => {
      if (tail - head === capacity) throw new RangeError('No room for one more conversation');
      const slot = tail++ % capacity;
      writeFlow(wanted, flow);
      keys.set(wanted, slot * flowWords);
      index.add(slot, flowHash(wanted, 0));
      isTaken[slot] = 1;
      result.size++;
      return slot;
    },
    remove: (slot: number): void => {
      index.remove(slot, flowHash(keys, slot * flowWords));
      isTaken[slot] = 0;
      result.size--;
      skipGaps();
    },
    first: (): number => (result.size === 0 ? -1 : head % capacity),
    flowAt: (slot: number): Flow => readFlow(keys, slot * flowWords),
    isFull: (): boolean => tail - head === capacity,
  });
}
