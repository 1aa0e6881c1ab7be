import type { Address } from '../../net/address.ts';
import { addressHash } from './address-hash.ts';
import { createSlotIndex } from './slot-index.ts';

/** A bounded set of addresses and networks. Every step takes the same time, but for `clear`, and allocates nothing. */
export interface AddressSet {
  /**
   * Puts it in, unless it is. False when it is not in since there is no room for one more.
   * @param prefix leading bits of a network, 0 for an address
   */
  add(address: Address, prefix: number): boolean;
  readonly size: number;
  clear(): void;
}

/** Words of a key: the address, then the length. */
const width = 5;

/**
 * Takes 28 bytes each, paid as they come.
 * @param capacity addresses and networks at most, 4 to 2^24
 */
export function createAddressSet(capacity: number): AddressSet {
  const keys = new Int32Array(capacity * width);
  const hash = (a: number, b: number, c: number, d: number, prefix: number): number =>
    addressHash(a, b, c, d) ^ Math.imul(prefix, 0x9e3779b1);
  const word = (slot: number, i: number): number => keys[slot * width + i] ?? 0;
  const hashAt = (slot: number): number =>
    hash(word(slot, 0), word(slot, 1), word(slot, 2), word(slot, 3), word(slot, 4));
  const index = createSlotIndex(capacity, hashAt);
  const result = { size: 0 };

  const isAt = (slot: number, address: Address, prefix: number): boolean =>
    word(slot, 3) === (address[3] | 0) &&
    word(slot, 2) === (address[2] | 0) &&
    word(slot, 1) === (address[1] | 0) &&
    word(slot, 0) === (address[0] | 0) &&
    word(slot, 4) === prefix;
  const has = (address: Address, prefix: number, hashed: number): boolean => {
    for (let at = index.first(hashed); at >= 0; at = index.next(at, hashed))
      if (isAt(index.slotAt(at), address, prefix)) return true;
    return false;
  };
  return Object.assign(result, {
    add: (address: Address, prefix: number): boolean => {
      const hashed = hash(address[0] | 0, address[1] | 0, address[2] | 0, address[3] | 0, prefix);
      if (has(address, prefix, hashed)) return true;
      if (result.size === capacity) return false;
      const at = result.size * width;
      keys[at] = address[0];
      keys[at + 1] = address[1];
      keys[at + 2] = address[2];
      keys[at + 3] = address[3];
      keys[at + 4] = prefix;
      index.add(result.size++, hashed);
      return true;
    },
    clear: (): void => {
      index.clear();
      result.size = 0;
    },
  });
}
