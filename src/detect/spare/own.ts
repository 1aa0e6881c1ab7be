import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import {
  type Address,
  isIPv4,
  isLoopback,
  type Prefix,
  parseAddress,
  parsePrefix,
} from '../../net/address.ts';
import { type PrefixSet, prefixSet } from '../../net/prefix-set.ts';
import type { Probe } from '../../probe.ts';
import { localRoutes } from '../../sys/netlink/local-routes.ts';
import { hostAddresses } from '../../sys/own-addresses.ts';
import type { Attached } from '../watch/attached.ts';

/** This host's side of the network. */
export interface Own {
  /** Every address of this host, loopback and all that its local routing table delivers here included. */
  readonly addresses: PrefixSet;
  /** The addresses of its interfaces, without loopback. */
  readonly list: readonly Address[];
  /** True for an address that is no single host: broadcast, multicast, unspecified. */
  isForMany(address: Address): boolean;
}

/** What tells whether there is a host behind a source. */
export interface Surroundings {
  readonly own: Pick<Own, 'isForMany'>;
  readonly attached: Attached;
}

/**
 * False for a datagram that was for everybody, and for one whose source is no host: that is forged (Linux lets a
 * network's broadcast address in), and a ban of it would hit whatever is sent to everybody. Nor for one of two
 * families: an IPv6 packet whose source is written ::ffff:8.8.8.8 is no word of 8.8.8.8's. Nor for a packet from what is
 * nobody's, unless that network is on the wire that it came by; a finished handshake has a host behind it.
 */
export function isProbe(probe: Probe, { own, attached }: Surroundings): boolean {
  const { source, target, evidence, device = 0 } = probe;
  if (isIPv4(source) !== isIPv4(target) || own.isForMany(target) || own.isForMany(source)) return false;
  if (evidence === 'handshake' || !nobody.has(source)) return true;
  // Only the loopback interface brings its addresses, and is the first of a namespace (LOOPBACK_IFINDEX of the kernel).
  if (isLoopback(source)) return device <= 1;
  return attached.where(source, device) === 'here';
}

const loopback = ['127.0.0.0/8', '::1'];
const multicast = ['224.0.0.0/4', '255.255.255.255', '0.0.0.0', '::', 'ff00::/8'];

/**
 * Sources that no router carries: "this network", loopback and the reserved class E (RFC 6890, 2.2.2), and for IPv6 what
 * begins with 96 zeros (RFC 4291, 2.5.5.1). Linux drops some of them, lets others in, and shows capture all.
 */
const nobody = prefixSet(prefixesOf(['0.0.0.0/8', '127.0.0.0/8', '240.0.0.0/4', '::/96']));

/** As the kernel has it now: node:os knows the width of each address's network, and not every address. */
export const ownSideNow = (): Own => ownSide(networkInterfaces(), hostAddresses(), localRoutes());

/** @param routes what is delivered to this host besides its addresses */
export function ownSide(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>,
  addresses: readonly Address[],
  routes: readonly Prefix[] = [],
): Own {
  const infos = Object.values(interfaces).flatMap(list => list ?? []);
  const many = prefixSet(prefixesOf([...multicast, ...infos.flatMap(broadcastOf)]));
  const here = prefixSet(prefixesOf(loopback));
  return {
    list: addresses.filter(address => !here.has(address)),
    addresses: prefixSet([
      ...prefixesOf(loopback),
      ...addresses.map(address => ({ address, length: 128 })),
      ...routes,
    ]),
    isForMany: target => many.has(target),
  };
}

/** The last address of an IPv4 network of more than two hosts (RFC 3021 leaves /31 without one). */
function broadcastOf(info: NetworkInterfaceInfo): string[] {
  const address = parseAddress(info.address);
  const mask = parseAddress(info.netmask);
  if (address === undefined || mask === undefined || !isIPv4(address)) return [];
  if ((mask[3] | 1) >>> 0 === 0xffffffff) return [];
  const last = (address[3] | ~mask[3]) >>> 0;
  return [`${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.${last & 255}`];
}

function prefixesOf(texts: readonly string[]): Prefix[] {
  return texts.flatMap(text => parsePrefix(text) ?? []);
}
