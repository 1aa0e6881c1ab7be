import type { Address } from '../../net/address.ts';
import { addressHash } from './address-hash.ts';

/** Which addresses may be in a small set: of nearly all that are not one byte says so, and the set need not be looked through. */
export interface AddressMarks {
  add(address: Address): void;
  /** Takes out one that is in. */
  remove(address: Address): void;
  /** False when it is not in. */
  mayHold(address: Address): boolean;
}

/**
 * Takes as many bytes as it has marks, of which each counts those that have it.
 * @param bits of a hash that nobody outside can aim at: 2 to that power marks, no fewer than a hundredth of what is in
 */
export function createAddressMarks(bits: number): AddressMarks {
  const marks = new Uint8Array(2 ** bits);
  const markOf = (address: Address): number =>
    addressHash(address[0] | 0, address[1] | 0, address[2] | 0, address[3] | 0) >>> (32 - bits);
  const change = (address: Address, by: 1 | -1): void => {
    const mark = markOf(address);
    marks[mark] = (marks[mark] ?? 0) + by;
  };
  return {
    add: address => change(address, 1),
    remove: address => change(address, -1),
    mayHold: address => marks[markOf(address)] !== 0,
  };
}
