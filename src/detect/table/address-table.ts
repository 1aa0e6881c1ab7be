import type { Address } from '../../net/address.ts';
import { addressHash } from './address-hash.ts';
import { createRecency } from './recency.ts';
import { createSlotIndex } from './slot-index.ts';

type Words = [number, number, number, number];

declare const ofTable: unique symbol;

/** The place of an address in a table: an index of the arrays of its user, no number to count with. */
export type Slot = number & { readonly [ofTable]: true };

/**
 * An address where a table keeps it. Others keep what belongs to it by its slot, in arrays of their own, and see by the tenant
 * when the slot is another's: a hash of the address that nobody outside can aim at, and never 0.
 */
export interface Stay {
  readonly slot: Slot;
  readonly tenant: number;
}

/** What `find` returns of an address that is not there. */
export const nowhere = -1 as Slot;

/**
 * A bounded table of addresses. Each has a slot, by which its user keeps what belongs to it in arrays of his own. When the table is full a newcomer gets the slot of another: see `victim` of `recency.ts`. A class ("rank") is 0
 * to 3; newcomers have 0. Every step takes the same time, however many there are, and allocates nothing.
 */
export interface AddressTable {
  /** Finds the address or takes it in, and counts it as touched now. */
  use(address: Address): Slot;
  /** True when the last `use` took the address in: whatever is kept for that slot was another's. */
  readonly isFresh: boolean;
  /** The slot, which does not count as touched, or `nowhere`. */
  find(address: Address): Slot;
  /** Of the address that was used or sought last: see `Stay`. */
  readonly tenant: number;
  /** The address of a slot below `size`. */
  addressAt(slot: Slot): Address;
  /** The same, written over words that are there. */
  readAddress(slot: Slot, words: Words): void;
  rankOf(slot: Slot): number;
  setRank(slot: Slot, rank: number): void;
  /** The slots now: those of the highest rank first, in each rank the one touched last first. */
  order(): Iterable<Slot>;
  /** Addresses known now; their slots are 0 to `size` - 1. */
  readonly size: number;
}

/**
 * Takes 37 bytes an address when full, which a host pays as they come: the kernel gives memory when it is first written.
 * @param capacity addresses at most, 4 to 2^24
 * @param hash another one, for tests
 * @param onVacate told of a slot that is about to be another's
 */
export function createAddressTable(
  capacity: number,
  hash = addressHash,
  onVacate: (slot: Slot) => void = () => {},
): AddressTable {
  const keys = new Int32Array(capacity * 4);
  const recency = createRecency(capacity);
  const keyAt = (slot: number, word: number): number => keys[slot * 4 + word] ?? 0;
  // Signed words: a number above 2^31 would have to be made on the heap.
  const hashOf = (address: Address): number => {
    const hashed = hash(address[0] | 0, address[1] | 0, address[2] | 0, address[3] | 0);
    result.tenant = hashed === 0 ? 1 : hashed;
    return hashed;
  };
  const hashAt = (slot: number): number =>
    hash(keyAt(slot, 0), keyAt(slot, 1), keyAt(slot, 2), keyAt(slot, 3));
  const isAt = (slot: number, address: Address): boolean =>
    keys[slot * 4 + 3] === (address[3] | 0) &&
    keys[slot * 4 + 2] === (address[2] | 0) &&
    keys[slot * 4 + 1] === (address[1] | 0) &&
    keys[slot * 4] === (address[0] | 0);
  const index = createSlotIndex(capacity);
  // Fields, since an object with a getter is a dictionary to V8, and each call by it a search.
  const result = { isFresh: false, size: 0, tenant: 1 };

  const vacate = (): number => {
    const slot = recency.victim();
    const hashed = hashAt(slot);
    index.reach(hashed);
    onVacate(slot as Slot);
    recency.remove(slot);
    index.remove(slot, hashed);
    return slot;
  };
  const takeIn = (address: Address, hashed: number): Slot => {
    const slot = (result.size < capacity ? result.size++ : vacate()) as Slot;
    keys[slot * 4] = address[0];
    keys[slot * 4 + 1] = address[1];
    keys[slot * 4 + 2] = address[2];
    keys[slot * 4 + 3] = address[3];
    index.add(slot, hashed);
    recency.add(slot, 0);
    return slot;
  };
  const findBy = (address: Address, hashed: number): Slot => {
    for (let at = index.first(hashed); at >= 0; at = index.next(at, hashed)) {
      const slot = index.slotAt(at);
      if (isAt(slot, address)) return slot as Slot;
    }
    return nowhere;
  };
  return Object.assign(result, {
    use: (address: Address): Slot => {
      const hashed = hashOf(address);
      const known = findBy(address, hashed);
      result.isFresh = known < 0;
      if (known < 0) return takeIn(address, hashed);
      recency.touch(known);
      return known;
    },
    find: (address: Address): Slot => findBy(address, hashOf(address)),
    addressAt: (slot: Slot): Address => [
      keyAt(slot, 0) >>> 0,
      keyAt(slot, 1) >>> 0,
      keyAt(slot, 2) >>> 0,
      keyAt(slot, 3) >>> 0,
    ],
    readAddress: (slot: Slot, words: Words): void => {
      words[0] = keyAt(slot, 0) >>> 0;
      words[1] = keyAt(slot, 1) >>> 0;
      words[2] = keyAt(slot, 2) >>> 0;
      words[3] = keyAt(slot, 3) >>> 0;
    },
    rankOf: (slot: Slot): number => recency.rankOf(slot),
    setRank: (slot: Slot, rank: number): void => {
      if (recency.rankOf(slot) === rank) return;
      recency.remove(slot);
      recency.add(slot, rank);
    },
    order: () => recency.order() as unknown as Iterable<Slot>,
  });
}
