import type { Address } from '../../net/address.ts';
import type { Protocol } from '../../probe.ts';
import { createAddressHash, secretSeed } from './address-hash.ts';
import { createRecency } from './recency.ts';
import { createSlotIndex } from './slot-index.ts';

/** The two ends of a conversation: a place of this host's and one of another's, named as a packet that comes in has them. */
export interface Flow {
  readonly protocol: Protocol;
  readonly target: Address;
  readonly port: number;
  readonly source: Address;
  readonly sourcePort: number;
}

/** Conversations and when each was last met. Every step takes the same time, however many there are, and allocates nothing. */
export interface FlowTable {
  /** It was met at `now`; when the table is full the one met longest ago makes room. */
  saw(flow: Flow, now: number): void;
  /** It was met within the time for which this table remembers. A clock that was set back makes nothing older. */
  holds(flow: Flow, now: number): boolean;
  readonly size: number;
}

/** Words of a key: the protocol, both ports, both addresses. */
const words = 10;

/**
 * Takes 65 bytes a conversation when full, paid as they come.
 * @param capacity conversations at most, 4 to 2^24
 * @param lasting milliseconds for which each is remembered
 */
export function createFlowTable(capacity: number, lasting: number): FlowTable {
  const keys = new Int32Array(capacity * words);
  const times = new Float64Array(capacity);
  const recency = createRecency(capacity);
  const hash = flowHash();
  const wanted = new Int32Array(words);
  const index = createSlotIndex(capacity, slot => hash(keys, slot * words));
  let size = 0;

  const isAt = (slot: number): boolean => {
    const first = slot * words;
    for (let i = 0; i < words; i++) if (keys[first + i] !== wanted[i]) return false;
    return true;
  };
  const find = (hashed: number): number => {
    for (let at = index.first(hashed); at >= 0; at = index.next(at, hashed)) {
      const slot = index.slotAt(at);
      if (isAt(slot)) return slot;
    }
    return -1;
  };
  const vacate = (): number => {
    const slot = recency.victim();
    recency.remove(slot);
    index.remove(slot);
    return slot;
  };
  const takeIn = (hashed: number): number => {
    const slot = size < capacity ? size++ : vacate();
    keys.set(wanted, slot * words);
    index.add(slot, hashed);
    recency.add(slot, 0);
    return slot;
  };
  return {
    saw: (flow, now) => {
      write(wanted, flow);
      const hashed = hash(wanted, 0);
      const known = find(hashed);
      if (known >= 0) recency.touch(known);
      times[known >= 0 ? known : takeIn(hashed)] = now;
    },
    holds: (flow, now) => {
      write(wanted, flow);
      const slot = find(hash(wanted, 0));
      return slot >= 0 && now - (times[slot] ?? 0) <= lasting;
    },
    get size() {
      return size;
    },
  };
}

function write(key: Int32Array, { protocol, target, port, source, sourcePort }: Flow): void {
  key[0] = protocol === 'tcp' ? 1 : 2;
  key[1] = (port << 16) | sourcePort;
  for (let i = 0; i < 4; i++) {
    key[2 + i] = target[i] ?? 0;
    key[6 + i] = source[i] ?? 0;
  }
}

/** Each part has words of its own, so that no choice of addresses and ports aims for one place. */
function flowHash(): (key: Int32Array, at: number) => number {
  const make = () => createAddressHash(secretSeed());
  const [ofRest, ofTarget, ofSource] = [make(), make(), make()];
  const word = (key: Int32Array, at: number): number => key[at] ?? 0;
  return (key, at) =>
    ofRest(word(key, at), word(key, at + 1), 0, 0) ^
    ofTarget(word(key, at + 2), word(key, at + 3), word(key, at + 4), word(key, at + 5)) ^
    ofSource(word(key, at + 6), word(key, at + 7), word(key, at + 8), word(key, at + 9));
}
