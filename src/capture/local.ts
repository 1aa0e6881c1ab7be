import type { Address } from '../net/address.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';
import { hostAddresses } from './addresses.ts';

/** How soon the addresses are read again when a packet is for one that was not there (milliseconds). */
const rereadAtMost = 100;

/**
 * Tells this host's addresses from those that it forwards for: the link layer brings both to it alone. An address
 * that was added later is known at once, unless another packet for nobody here made us ask just before.
 * @param now a clock in milliseconds that never goes back
 */
export function createLocal(now = () => performance.now(), read = hostAddresses) {
  let own = setOf(read());
  let readAt = -Infinity;
  return {
    has: (target: Address): boolean => {
      if (own.has(target)) return true;
      if (now() - readAt < rereadAtMost) return false;
      own = setOf(read());
      readAt = now();
      return own.has(target);
    },
  };
}

/** All of 127.0.0.0/8 is ours, whatever part of it an interface has. */
const loopback = { address: [0, 0, 0xffff, 0x7f000000], length: 104 } as const;

const setOf = (addresses: readonly Address[]): PrefixSet =>
  prefixSet([loopback, ...addresses.map(address => ({ address, length: 128 }))]);
