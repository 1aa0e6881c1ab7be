import type { Address, Prefix } from '../net/address.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';
import { localRoutes } from '../sys/netlink/local-routes.ts';
import { hostAddresses } from '../sys/own-addresses.ts';

/** How soon the addresses are read again when a packet is for one that was not there (milliseconds). */
const rereadAtMost = 100;

/**
 * Tells this host's addresses from those that it forwards for: the link layer brings both to it alone. An address
 * that was added later is known at once, unless another packet for nobody here made us ask just before.
 * @param now a clock in milliseconds that never goes back
 */
export function createLocal(now = () => performance.now(), read = deliveredHere) {
  let own = setOf(read());
  let readAt = -Infinity;
  // A scan goes to one address many times: the last one found spares the search.
  const last: [number, number, number, number] = [0, 0, 0, 0];
  const found = (target: Address): boolean => {
    if (!own.has(target)) return false;
    for (const i of [0, 1, 2, 3] as const) last[i] = target[i];
    return true;
  };
  return {
    has: (target: Address): boolean => {
      if (isSame(last, target) || found(target)) return true;
      if (now() - readAt < rereadAtMost) return false;
      // Before it fails, too: a packet must not bring about one attempt each.
      readAt = now();
      own = setOf(read());
      return found(target);
    },
  };
}

const isSame = (a: Address, b: Address): boolean =>
  a[3] === b[3] && a[2] === b[2] && a[1] === b[1] && a[0] === b[0];

/** All of 127.0.0.0/8 is ours, whatever part of it an interface has. */
const loopback = { address: [0, 0, 0xffff, 0x7f000000], length: 104 } as const;

const setOf = (prefixes: readonly Prefix[]): PrefixSet => prefixSet([loopback, ...prefixes]);

/** The addresses of the interfaces, and what the kernel delivers here besides. */
const deliveredHere = (): Prefix[] => [
  ...hostAddresses().map(address => ({ address, length: 128 })),
  ...localRoutes(),
];
