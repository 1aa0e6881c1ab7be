import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { type Address, isIPv4, type Prefix, parseAddress, parsePrefix } from '../net/address.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';
import type { Probe } from '../probe.ts';
import { hostAddresses } from './host-addresses.ts';

/** This host's side of the network. */
export interface Own {
  /** Every address of this host, loopback included. */
  readonly addresses: PrefixSet;
  /** The same as a list, without loopback. */
  readonly list: readonly Address[];
  /** True for an address that is no single host: broadcast, multicast, unspecified. */
  isForMany(address: Address): boolean;
}

/**
 * False for a datagram that was for everybody, and for one whose source is no host: that is forged (Linux lets a
 * network's broadcast address in), and a ban of it would hit whatever is sent to everybody. Nor for one of two
 * families: an IPv6 packet whose source is written ::ffff:8.8.8.8 is no word of 8.8.8.8's.
 */
export const isProbe = ({ source, target }: Pick<Probe, 'source' | 'target'>, own: Own): boolean =>
  isIPv4(source) === isIPv4(target) && !own.isForMany(target) && !own.isForMany(source);

const loopback = ['127.0.0.0/8', '::1'];
const multicast = ['224.0.0.0/4', '255.255.255.255', '0.0.0.0', '::', 'ff00::/8'];

/** As the kernel has it now: `hostAddresses` knows every address, node:os the width of its network. */
export function ownSide(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  addresses: readonly Address[] = hostAddresses(),
): Own {
  const infos = Object.values(interfaces).flatMap(list => list ?? []);
  const many = prefixSet(prefixesOf([...multicast, ...infos.flatMap(broadcastOf)]));
  const here = prefixSet(prefixesOf(loopback));
  return {
    list: addresses.filter(address => !here.has(address)),
    addresses: prefixSet([...prefixesOf(loopback), ...addresses.map(address => ({ address, length: 128 }))]),
    isForMany: target => many.has(target),
  };
}

const prefixesOf = (texts: readonly string[]): Prefix[] => texts.flatMap(text => parsePrefix(text) ?? []);

/** The last address of an IPv4 network of more than two hosts (RFC 3021 leaves /31 without one). */
function broadcastOf(info: NetworkInterfaceInfo): string[] {
  const address = parseAddress(info.address);
  const mask = parseAddress(info.netmask);
  if (address === undefined || mask === undefined || !isIPv4(address)) return [];
  if ((mask[3] | 1) >>> 0 === 0xffffffff) return [];
  const last = (address[3] | ~mask[3]) >>> 0;
  return [`${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.${last & 255}`];
}
