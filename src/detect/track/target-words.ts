import { type Address, isIPv4 } from '../../net/address.ts';
import { createAddressHash, seedOf } from '../table/address-hash.ts';

/** Of a key, which a restart keeps, so that a word is the same address after it. */
export const keyBytes = 16;

/**
 * Tells addresses of this host apart by 32 bits. Those of IPv4 are their own word. Of IPv6 it is a hash that nobody
 * outside can aim at: of sixteen addresses two have the same in one case of 36 million. No source touches both families.
 * @param key `keyBytes` that nobody outside knows
 */
export function createTargetWords(key: Uint8Array): (target: Address) => number {
  const hash = createAddressHash(seedOf(key));
  return target => (isIPv4(target) ? target[3] | 0 : hash(target[0], target[1], target[2], target[3]));
}
