import { type Address, isIPv4, isLoopback } from '../net/address.ts';
import { isPrivate } from '../net/private.ts';

/** Why an address that a name has is not spared for it. */
export type Refusal = 'unspecified' | 'loopback' | 'multicast' | 'private' | 'reserved';

/**
 * Why an address does not count; undefined where it does. Whoever runs a name server has a say here, so that it is never more
 * than hosts of the Internet, and of private networks where the entry allows them. What is neither is reserved, by
 * the IANA IPv4 and IPv6 Special-Purpose Address Registries: ::/8 has the translated IPv4 hosts in it, all of whom
 * stand in one /64.
 */
export function refusalOf(address: Address, allowsPrivate: boolean): Refusal | undefined {
  if (isLoopback(address)) return 'loopback';
  if (isPrivate(address)) return allowsPrivate ? undefined : 'private';
  return isIPv4(address) ? refusalOfIPv4(address[3] >>> 24) : refusalOfIPv6(address);
}

function refusalOfIPv4(first: number): Refusal | undefined {
  if (first === 0) return 'unspecified';
  if (first >= 240) return 'reserved';
  return first >= 224 ? 'multicast' : undefined;
}

function refusalOfIPv6(address: Address): Refusal | undefined {
  if (address.every(word => word === 0)) return 'unspecified';
  if (address[0] >>> 24 === 0xff) return 'multicast';
  // 2000::/3 is all that is given to hosts.
  return address[0] >>> 29 === 1 ? undefined : 'reserved';
}
