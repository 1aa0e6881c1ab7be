import type { NetworkInterfaceInfo } from 'node:os';
import { type Address, isIPv4, parseAddress, parsePrefix } from '../net/address.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';

/** This host's side of the network, as node:os networkInterfaces() tells it. */
export interface Own {
  /** Every address of this host, loopback included. */
  readonly addresses: PrefixSet;
  /** True for an address that is no single host: a datagram to it is for everybody and no probe. */
  isForMany(target: Address): boolean;
}

const loopback = ['127.0.0.0/8', '::1'];
const multicast = ['224.0.0.0/4', '255.255.255.255', '0.0.0.0', 'ff00::/8'];

export function ownSide(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): Own {
  const infos = Object.values(interfaces).flatMap(list => list ?? []);
  const many = setOf([...multicast, ...infos.flatMap(broadcastOf)]);
  return {
    addresses: setOf([...loopback, ...infos.map(info => info.address)]),
    isForMany: target => many.has(target),
  };
}

const setOf = (texts: readonly string[]): PrefixSet =>
  prefixSet(texts.flatMap(text => parsePrefix(text.replace(/%.*/, '')) ?? []));

/** The last address of an IPv4 network of more than two hosts (RFC 3021 leaves /31 without one). */
function broadcastOf(info: NetworkInterfaceInfo): string[] {
  const address = parseAddress(info.address);
  const mask = parseAddress(info.netmask);
  if (address === undefined || mask === undefined || !isIPv4(address)) return [];
  if ((mask[3] | 1) >>> 0 === 0xffffffff) return [];
  const last = (address[3] | ~mask[3]) >>> 0;
  return [`${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.${last & 255}`];
}
